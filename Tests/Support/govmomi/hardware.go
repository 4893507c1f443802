package main

import (
	"context"
	"fmt"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/vim25/types"
)

var hardware = map[string]command{
	"device.ls":           listDevices,
	"device.info":         deviceInfo,
	"device.remove":       removeDevice,
	"device.boot":         setBoot,
	"device.connect":      onDevice(func(l object.VirtualDeviceList, d types.BaseVirtualDevice) error { return l.Connect(d) }),
	"device.disconnect":   onDevice(func(l object.VirtualDeviceList, d types.BaseVirtualDevice) error { return l.Disconnect(d) }),
	"device.scsi.add":     addController,
	"device.cdrom.add":    addDrive,
	"device.cdrom.insert": insertImage,
	"device.cdrom.eject":  ejectImage,
	"device.serial.add":   addPort,
	"vm.disk.create":      createDisk,
	"vm.disk.change":      changeDisk,
	"vm.disk.attach":      attachDisk,
	"vm.network.add":      addCard,
	"vm.network.change":   changeCard,
}

// devicesOf gives a machine and its devices.
func (s *login) devicesOf(ctx context.Context, o options) (*object.VirtualMachine, object.VirtualDeviceList, error) {
	vm, err := s.machine(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	devices, err := vm.Device(ctx)
	return vm, devices, err
}

// device gives a machine and the device of a name.
func (s *login) device(ctx context.Context, o options) (*object.VirtualMachine, object.VirtualDeviceList, types.BaseVirtualDevice, error) {
	vm, devices, err := s.devicesOf(ctx, o)
	if err != nil {
		return nil, nil, nil, err
	}
	found := devices.Find(o["device"])
	if found == nil {
		return nil, nil, nil, fmt.Errorf("device %q not found", o["device"])
	}
	return vm, devices, found, nil
}

// added adds devices to a machine and gives the names that it has now and had not before.
func added(ctx context.Context, vm *object.VirtualMachine, before object.VirtualDeviceList, more ...types.BaseVirtualDevice) (interface{}, error) {
	if err := vm.AddDevice(ctx, more...); err != nil {
		return nil, err
	}
	after, err := vm.Device(ctx)
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, device := range after {
		if before.Find(after.Name(device)) == nil {
			names = append(names, after.Name(device))
		}
	}
	return names, nil
}

func listDevices(ctx context.Context, s *login, o options) (interface{}, error) {
	_, devices, err := s.devicesOf(ctx, o)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, device := range devices {
		names[devices.Name(device)] = devices.TypeName(device)
	}
	return names, nil
}

func deviceInfo(ctx context.Context, s *login, o options) (interface{}, error) {
	_, _, device, err := s.device(ctx, o)
	return device, err
}

func removeDevice(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, _, device, err := s.device(ctx, o)
	if err != nil {
		return nil, err
	}
	return nil, vm.RemoveDevice(ctx, o.is("keep"), device)
}

func setBoot(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, devices, err := s.devicesOf(ctx, o)
	if err != nil {
		return nil, err
	}
	boot := &types.VirtualMachineBootOptions{
		BootDelay: o.number("delay"),
		BootOrder: devices.BootOrder([]string{object.DeviceTypeDisk, object.DeviceTypeEthernet}),
	}
	if err := vm.SetBootOptions(ctx, boot); err != nil {
		return nil, err
	}
	seen, err := vm.BootOptions(ctx)
	if err != nil {
		return nil, err
	}
	order := []string{}
	for _, device := range devices.SelectBootOrder(seen.BootOrder) {
		order = append(order, devices.Type(device))
	}
	return map[string]interface{}{"Delay": seen.BootDelay, "Order": order}, nil
}

func onDevice(change func(object.VirtualDeviceList, types.BaseVirtualDevice) error) command {
	return func(ctx context.Context, s *login, o options) (interface{}, error) {
		vm, devices, device, err := s.device(ctx, o)
		if err != nil {
			return nil, err
		}
		if err := change(devices, device); err != nil {
			return nil, err
		}
		return nil, vm.EditDevice(ctx, device)
	}
}

func addController(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, devices, err := s.devicesOf(ctx, o)
	if err != nil {
		return nil, err
	}
	controller, err := devices.CreateSCSIController(o["type"])
	if err != nil {
		return nil, err
	}
	return added(ctx, vm, devices, controller)
}

func addDrive(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, devices, err := s.devicesOf(ctx, o)
	if err != nil {
		return nil, err
	}
	controller, err := devices.FindIDEController("")
	if err != nil {
		return nil, err
	}
	drive, err := devices.CreateCdrom(controller)
	if err != nil {
		return nil, err
	}
	return added(ctx, vm, devices, drive)
}

func insertImage(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, devices, err := s.devicesOf(ctx, o)
	if err != nil {
		return nil, err
	}
	drive, err := devices.FindCdrom(o["device"])
	if err != nil {
		return nil, err
	}
	store, err := s.store(ctx, o)
	if err != nil {
		return nil, err
	}
	return nil, vm.EditDevice(ctx, devices.InsertIso(drive, store.Path(o["iso"])))
}

func ejectImage(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, devices, err := s.devicesOf(ctx, o)
	if err != nil {
		return nil, err
	}
	drive, err := devices.FindCdrom(o["device"])
	if err != nil {
		return nil, err
	}
	return nil, vm.EditDevice(ctx, devices.EjectIso(drive))
}

func addPort(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, devices, err := s.devicesOf(ctx, o)
	if err != nil {
		return nil, err
	}
	port, err := devices.CreateSerialPort()
	if err != nil {
		return nil, err
	}
	return added(ctx, vm, devices, port)
}

func createDisk(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, devices, err := s.devicesOf(ctx, o)
	if err != nil {
		return nil, err
	}
	controller, err := devices.FindDiskController("")
	if err != nil {
		return nil, err
	}
	store, err := s.store(ctx, o)
	if err != nil {
		return nil, err
	}
	name := ""
	if o["name"] != "" {
		name = store.Path(o["name"])
	}
	disk := devices.CreateDisk(controller, store.Reference(), name)
	disk.CapacityInKB = o.number("size") << 20
	return added(ctx, vm, devices, disk)
}

func changeDisk(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, _, device, err := s.device(ctx, o)
	if err != nil {
		return nil, err
	}
	disk, ok := device.(*types.VirtualDisk)
	if !ok {
		return nil, fmt.Errorf("%q is no disk", o["device"])
	}
	disk.CapacityInBytes = 0
	disk.CapacityInKB = o.number("size") << 20
	return nil, vm.EditDevice(ctx, disk)
}

func attachDisk(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, devices, err := s.devicesOf(ctx, o)
	if err != nil {
		return nil, err
	}
	controller, err := devices.FindDiskController("")
	if err != nil {
		return nil, err
	}
	store, err := s.store(ctx, o)
	if err != nil {
		return nil, err
	}
	disk := devices.CreateDisk(controller, store.Reference(), store.Path(o["disk"]))
	return added(ctx, vm, devices, disk)
}

func addCard(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, devices, err := s.devicesOf(ctx, o)
	if err != nil {
		return nil, err
	}
	card, err := s.newCard(ctx, o)
	if err != nil {
		return nil, err
	}
	return added(ctx, vm, devices, card)
}

func changeCard(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, _, device, err := s.device(ctx, o)
	if err != nil {
		return nil, err
	}
	changed, err := s.newCard(ctx, o)
	if err != nil {
		return nil, err
	}
	known, ok := device.(types.BaseVirtualEthernetCard)
	if !ok {
		return nil, fmt.Errorf("%q is no network card", o["device"])
	}
	current := known.GetVirtualEthernetCard()
	current.Backing = changed.(types.BaseVirtualEthernetCard).GetVirtualEthernetCard().Backing
	if o["mac"] != "" {
		current.AddressType, current.MacAddress = string(types.VirtualEthernetCardMacTypeManual), o["mac"]
	}
	return nil, vm.EditDevice(ctx, device)
}
