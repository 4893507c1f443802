enum XenPlaceholder {}
