enum HyperVPlaceholder {}
