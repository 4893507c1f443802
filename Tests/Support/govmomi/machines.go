package main

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/session"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

var machines = map[string]command{
	"vm.create": createMachine,
	"vm.info":   machineInfo,
	"vm.change": changeMachine,
	"vm.power":  powerMachine,
	"vm.ip": onMachine(func(ctx context.Context, vm *object.VirtualMachine, o options) (interface{}, error) {
		return vm.WaitForIP(ctx)
	}),
	"vm.clone":   cloneMachine,
	"vm.destroy": destroyMachine,
	"vm.upgrade": onMachine(upgradeMachine),
	"vm.markastemplate": onMachine(func(ctx context.Context, vm *object.VirtualMachine, o options) (interface{}, error) {
		return nil, vm.MarkAsTemplate(ctx)
	}),
	"vm.markasvm": unmarkMachine,
	"vm.unregister": onMachine(func(ctx context.Context, vm *object.VirtualMachine, o options) (interface{}, error) {
		return nil, vm.Unregister(ctx)
	}),
	"vm.register": registerMachine,
	"vm.console":  consoleTicket,
}

// onMachine looks the machine up that the command is about.
func onMachine(do func(context.Context, *object.VirtualMachine, options) (interface{}, error)) command {
	return func(ctx context.Context, s *login, o options) (interface{}, error) {
		vm, err := s.machine(ctx, o)
		if err != nil {
			return nil, err
		}
		return do(ctx, vm, o)
	}
}

// createMachine makes a machine as vm.create does, with a look first whether its file is there already.
func createMachine(ctx context.Context, s *login, o options) (interface{}, error) {
	host, err := s.host(ctx, o)
	if err != nil {
		return nil, err
	}
	pool, err := host.ResourcePool(ctx)
	if err != nil {
		return nil, err
	}
	folders, err := s.datacenter.Folders(ctx)
	if err != nil {
		return nil, err
	}
	store, err := s.store(ctx, o)
	if err != nil {
		return nil, err
	}
	_, err = store.Stat(ctx, path.Join(o["name"], o["name"]+".vmx"))
	switch err.(type) {
	case nil:
		return nil, fmt.Errorf("there is a machine %s already", o["name"])
	case object.DatastoreNoSuchDirectoryError, object.DatastoreNoSuchFileError:
	default:
		return nil, err
	}
	changes, err := s.newDevices(ctx, store, o)
	if err != nil {
		return nil, err
	}
	task, err := folders.VmFolder.CreateVM(ctx, types.VirtualMachineConfigSpec{
		Name: o["name"], GuestId: "debian10_64Guest", NumCPUs: int32(o.number("cpus")), MemoryMB: o.number("memory"),
		Annotation: o["annotation"], Firmware: o["firmware"],
		Files: &types.VirtualMachineFileInfo{VmPathName: fmt.Sprintf("[%s]", store.Name())}, DeviceChange: changes,
	}, pool, host)
	result, err := finish(ctx, task, err)
	if err != nil || !o.is("on") {
		return result, err
	}
	vm := object.NewVirtualMachine(s.client.Client, result.(types.ManagedObjectReference))
	task, err = vm.PowerOn(ctx)
	return finish(ctx, task, err)
}

// newDevices gives a paravirtual controller with a disk, a network card and, if there is an image, a CD drive.
func (s *login) newDevices(
	ctx context.Context, store *object.Datastore, o options,
) ([]types.BaseVirtualDeviceConfigSpec, error) {
	var devices object.VirtualDeviceList
	scsi, err := devices.CreateSCSIController("pvscsi")
	if err != nil {
		return nil, err
	}
	devices = append(devices, scsi)
	controller, err := devices.FindDiskController(devices.Name(scsi))
	if err != nil {
		return nil, err
	}
	disk := &types.VirtualDisk{
		VirtualDevice: types.VirtualDevice{
			Key: devices.NewKey(),
			Backing: &types.VirtualDiskFlatVer2BackingInfo{
				DiskMode: string(types.VirtualDiskModePersistent), ThinProvisioned: types.NewBool(true),
			},
		},
		CapacityInKB: o.number("disk") << 20,
	}
	devices.AssignController(disk, controller)
	devices = append(devices, disk)
	card, err := s.newCard(ctx, o)
	if err != nil {
		return nil, err
	}
	devices = append(devices, card)
	if o["iso"] != "" {
		ide, err := devices.CreateIDEController()
		if err != nil {
			return nil, err
		}
		drive, err := devices.CreateCdrom(ide.(*types.VirtualIDEController))
		if err != nil {
			return nil, err
		}
		devices = append(devices, ide, devices.InsertIso(drive, store.Path(o["iso"])))
	}
	return devices.ConfigSpec(types.VirtualDeviceConfigSpecOperationAdd)
}

func (s *login) newCard(ctx context.Context, o options) (types.BaseVirtualDevice, error) {
	network, err := s.finder.Network(ctx, o["net"])
	if err != nil {
		return nil, err
	}
	backing, err := network.EthernetCardBackingInfo(ctx)
	if err != nil {
		return nil, err
	}
	return object.EthernetCardTypes().CreateEthernetCard("vmxnet3", backing)
}

func machineInfo(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, err := s.machine(ctx, o)
	if err != nil {
		return nil, err
	}
	var known mo.VirtualMachine
	return &known, s.read(ctx, vm, &known)
}

func changeMachine(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, err := s.machine(ctx, o)
	if err != nil {
		return nil, err
	}
	spec := types.VirtualMachineConfigSpec{
		Name: o["name"], NumCPUs: int32(o.number("cpus")), MemoryMB: o.number("memory"), Annotation: o["annotation"],
		GuestId: o["guest"],
	}
	if o["extra"] != "" {
		pair := strings.SplitN(o["extra"], "=", 2)
		spec.ExtraConfig = []types.BaseOptionValue{&types.OptionValue{Key: pair[0], Value: pair[1]}}
	}
	if o["hotadd"] != "" {
		spec.CpuHotAddEnabled, spec.MemoryHotAddEnabled = types.NewBool(o.is("hotadd")), types.NewBool(o.is("hotadd"))
	}
	task, err := vm.Reconfigure(ctx, spec)
	return finish(ctx, task, err)
}

func powerMachine(ctx context.Context, s *login, o options) (interface{}, error) {
	if o.is("M") {
		return powerMachines(ctx, s, o)
	}
	vm, err := s.machine(ctx, o)
	if err != nil {
		return nil, err
	}
	var task *object.Task
	switch {
	case o.is("on"):
		task, err = vm.PowerOn(ctx)
	case o.is("off"):
		task, err = vm.PowerOff(ctx)
	case o.is("reset"):
		task, err = vm.Reset(ctx)
	case o.is("suspend"):
		task, err = vm.Suspend(ctx)
	case o.is("r"):
		return nil, vm.RebootGuest(ctx)
	case o.is("s"):
		if err := vm.ShutdownGuest(ctx); err != nil {
			return nil, err
		}
		return nil, vm.WaitForPowerState(ctx, types.VirtualMachinePowerStatePoweredOff)
	}
	return finish(ctx, task, err)
}

// powerMachines powers all machines of a pattern on by one call to the datacenter, as vm.power -M does, and waits for the
// task of each that was attempted.
func powerMachines(ctx context.Context, s *login, o options) (interface{}, error) {
	machines, err := s.finder.VirtualMachineList(ctx, o["vm"])
	if err != nil {
		return nil, err
	}
	var references []types.ManagedObjectReference
	for _, vm := range machines {
		references = append(references, vm.Reference())
	}
	task, err := s.datacenter.PowerOnVM(ctx, references, &types.OptionValue{
		Key: string(types.ClusterPowerOnVmOptionOverrideAutomationLevel), Value: string(types.DrsBehaviorFullyAutomated),
	})
	if err != nil {
		return nil, err
	}
	info, err := task.WaitForResult(ctx, nil)
	if err != nil {
		return nil, err
	}
	result, ok := info.Result.(types.ClusterPowerOnVmResult)
	if !ok {
		return nil, fmt.Errorf("the result is a %T", info.Result)
	}
	for _, attempted := range result.Attempted {
		if err := object.NewTask(s.datacenter.Client(), *attempted.Task).Wait(ctx); err != nil {
			return nil, err
		}
	}
	refused := []string{}
	for _, other := range result.NotAttempted {
		refused = append(refused, fmt.Sprintf("%T", other.Fault.Fault))
	}
	return map[string]interface{}{"Attempted": len(result.Attempted), "NotAttempted": refused}, nil
}

// cloneMachine gives the clone its own card on the source's network, as vm.clone does.
func cloneMachine(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, err := s.machine(ctx, o)
	if err != nil {
		return nil, err
	}
	host, err := s.host(ctx, o)
	if err != nil {
		return nil, err
	}
	pool, err := host.ResourcePool(ctx)
	if err != nil {
		return nil, err
	}
	folders, err := s.datacenter.Folders(ctx)
	if err != nil {
		return nil, err
	}
	store, err := s.store(ctx, o)
	if err != nil {
		return nil, err
	}
	devices, err := vm.Device(ctx)
	if err != nil {
		return nil, err
	}
	card, err := s.newCard(ctx, o)
	if err != nil {
		return nil, err
	}
	operation := types.VirtualDeviceConfigSpecOperationAdd
	for _, known := range devices.SelectByType((*types.VirtualEthernetCard)(nil)) {
		operation = types.VirtualDeviceConfigSpecOperationEdit
		current := known.(types.BaseVirtualEthernetCard).GetVirtualEthernetCard()
		changed := card.(types.BaseVirtualEthernetCard).GetVirtualEthernetCard()
		current.Backing, current.MacAddress, current.AddressType = changed.Backing, changed.MacAddress, changed.AddressType
		card = known
		break
	}
	folder, at, on, poolAt, storeAt := folders.VmFolder.Reference(), host.Reference(), o.is("on"), pool.Reference(), store.Reference()
	task, err := vm.Clone(ctx, folders.VmFolder, o["name"], types.VirtualMachineCloneSpec{
		PowerOn: on, Template: o.is("template"),
		Location: types.VirtualMachineRelocateSpec{
			Folder: &folder, Pool: &poolAt, Host: &at, Datastore: &storeAt,
			DeviceChange: []types.BaseVirtualDeviceConfigSpec{
				&types.VirtualDeviceConfigSpec{Operation: operation, Device: card},
			},
		},
	})
	return finish(ctx, task, err)
}

// destroyMachine switches a machine off first.
func destroyMachine(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, err := s.machine(ctx, o)
	if err != nil {
		return nil, err
	}
	if state, err := vm.PowerState(ctx); err == nil && state != types.VirtualMachinePowerStatePoweredOff {
		task, err := vm.PowerOff(ctx)
		if _, err := finish(ctx, task, err); err != nil {
			return nil, err
		}
	}
	task, err := vm.Destroy(ctx)
	return finish(ctx, task, err)
}

func upgradeMachine(ctx context.Context, vm *object.VirtualMachine, o options) (interface{}, error) {
	task, err := vm.UpgradeVM(ctx, o["version"])
	return finish(ctx, task, err)
}

func unmarkMachine(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, err := s.machine(ctx, o)
	if err != nil {
		return nil, err
	}
	host, err := s.host(ctx, o)
	if err != nil {
		return nil, err
	}
	pool, err := host.ResourcePool(ctx)
	if err != nil {
		return nil, err
	}
	return nil, vm.MarkAsVirtualMachine(ctx, *pool, host)
}

func registerMachine(ctx context.Context, s *login, o options) (interface{}, error) {
	host, err := s.host(ctx, o)
	if err != nil {
		return nil, err
	}
	pool, err := host.ResourcePool(ctx)
	if err != nil {
		return nil, err
	}
	folders, err := s.datacenter.Folders(ctx)
	if err != nil {
		return nil, err
	}
	task, err := folders.VmFolder.RegisterVM(ctx, o["path"], o["name"], o.is("template"), pool, host)
	return finish(ctx, task, err)
}

// consoleTicket is what vm.console asks for before it starts another program.
func consoleTicket(ctx context.Context, s *login, o options) (interface{}, error) {
	return session.NewManager(s.client.Client).AcquireCloneTicket(ctx)
}
