enum KVMPlaceholder {}
