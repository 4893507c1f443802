enum GenericPlaceholder {}
