enum VSpherePlaceholder {}
