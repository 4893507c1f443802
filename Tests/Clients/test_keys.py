"""Keys typed by PutUsbScanCodes, on hosts of every platform: what reaches the keyboard of the machine."""

import native
import pytest
from pyVmomi import vim, vmodl

A, D, ENTER, DELETE, F12, LEFT_GUI = 0x04, 0x07, 0x28, 0x4C, 0x45, 0xE3

# "aD", Enter, Ctrl+Alt+Del, F12 and the Windows key alone, as each platform takes them: chords of USB usages, the held
# keys first, or the bytes that a PC/AT keyboard sends.
TYPED = [(A,), (D, "leftShift"), (ENTER,), (DELETE, "leftControl", "leftAlt"), (F12,), (LEFT_GUI,)]
USAGES = ["4", "225 7", "40", "224 226 76", "69", "227"]
NATIVE = {
    "vsphere": USAGES,
    "kvm": USAGES,
    "hyperv": ["1E 9E 2A 20 A0 AA 1C 9C 1D 38 E0 53 E0 D3 B8 9D 58 D8 E0 5B E0 DB"],
}


def event(usage, *modifiers):
    held = vim.UsbScanCodeSpecModifierType(**{name: True for name in modifiers}) if modifiers else None
    return vim.UsbScanCodeSpecKeyEvent(usbHidCode=usage << 16 | 7, modifiers=held)


def put(vm, *keys):
    return vm.PutUsbScanCodes(vim.UsbScanCodeSpec(keyEvents=[event(*key) for key in keys]))


def test_keys_reach_the_machine(scene):
    vm = scene.running()
    if scene.platform == "xen":
        with pytest.raises(vmodl.fault.NotSupported):
            put(vm, *TYPED)
        return
    assert put(vm, *TYPED) == len(TYPED)
    assert native.typed(scene.daemon, scene.platform, vm.config.uuid) == NATIVE[scene.platform]
    assert put(vm, (ENTER,)) == 1
    assert len(native.typed(scene.daemon, scene.platform, vm.config.uuid)) == len(NATIVE[scene.platform]) + 1


def test_a_machine_that_does_not_run_takes_no_keys(scene):
    vm = scene.create()
    if scene.platform == "xen":
        with pytest.raises(vmodl.fault.NotSupported):
            put(vm, (A,))
        return
    with pytest.raises(vim.fault.InvalidPowerState) as fault:
        put(vm, (A,))
    assert fault.value.existingState == "poweredOff" and fault.value.requestedState == "poweredOn"
    assert native.typed(scene.daemon, scene.platform, vm.config.uuid) == []


@pytest.mark.parametrize("code", [A, A << 16 | 12, 3 << 16 | 7, 0xE8 << 16 | 7, -1])
def test_what_is_no_key_is_refused(scene, code):
    vm = scene.running()
    spec = vim.UsbScanCodeSpec(keyEvents=[event(A), vim.UsbScanCodeSpecKeyEvent(usbHidCode=code)])
    with pytest.raises(vmodl.fault.InvalidArgument) as fault:
        vm.PutUsbScanCodes(spec)
    assert fault.value.invalidProperty == "spec.keyEvents.usbHidCode"
    assert native.typed(scene.daemon, scene.platform, vm.config.uuid) == []


def test_a_key_that_the_keyboard_does_not_have(scene):
    """ExSel is no key of the PC/AT keyboard that Hyper-V gives its machines."""
    vm = scene.running()
    if scene.platform == "hyperv":
        with pytest.raises(vmodl.fault.InvalidArgument) as fault:
            put(vm, (A,), (0xA4,))
        assert fault.value.invalidProperty == "spec.keyEvents.usbHidCode"
        assert native.typed(scene.daemon, scene.platform, vm.config.uuid) == []
    elif scene.platform != "xen":
        assert put(vm, (A,), (0xA4,)) == 2
        assert native.typed(scene.daemon, scene.platform, vm.config.uuid) == ["4", "164"]
