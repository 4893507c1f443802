package main

import (
	"context"

	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

var snapshots = map[string]command{
	"snapshot.create": func(ctx context.Context, s *login, o options) (interface{}, error) {
		vm, err := s.machine(ctx, o)
		if err != nil {
			return nil, err
		}
		task, err := vm.CreateSnapshot(ctx, o["name"], o["description"], o.is("memory"), false)
		return finish(ctx, task, err)
	},
	"snapshot.revert": func(ctx context.Context, s *login, o options) (interface{}, error) {
		vm, err := s.machine(ctx, o)
		if err != nil {
			return nil, err
		}
		if o["name"] == "" {
			task, err := vm.RevertToCurrentSnapshot(ctx, false)
			return finish(ctx, task, err)
		}
		task, err := vm.RevertToSnapshot(ctx, o["name"], false)
		return finish(ctx, task, err)
	},
	"snapshot.remove": func(ctx context.Context, s *login, o options) (interface{}, error) {
		vm, err := s.machine(ctx, o)
		if err != nil {
			return nil, err
		}
		if o["name"] == "*" {
			task, err := vm.RemoveAllSnapshot(ctx, types.NewBool(true))
			return finish(ctx, task, err)
		}
		task, err := vm.RemoveSnapshot(ctx, o["name"], o.is("children"), types.NewBool(true))
		return finish(ctx, task, err)
	},
	"snapshot.tree": func(ctx context.Context, s *login, o options) (interface{}, error) {
		vm, err := s.machine(ctx, o)
		if err != nil {
			return nil, err
		}
		var known mo.VirtualMachine
		if err := s.read(ctx, vm, &known, "snapshot"); err != nil {
			return nil, err
		}
		paths := []string{}
		if known.Snapshot != nil {
			paths = snapshotPaths("", known.Snapshot.RootSnapshotList, *known.Snapshot.CurrentSnapshot)
		}
		return paths, nil
	},
}

// snapshotPaths gives each snapshot with those it stands on, the current one with a star.
func snapshotPaths(above string, trees []types.VirtualMachineSnapshotTree, current types.ManagedObjectReference) []string {
	var paths []string
	for _, tree := range trees {
		path := above + tree.Name
		if tree.Snapshot == current {
			paths = append(paths, path+"*")
		} else {
			paths = append(paths, path)
		}
		paths = append(paths, snapshotPaths(path+"/", tree.ChildSnapshotList, current)...)
	}
	return paths
}
