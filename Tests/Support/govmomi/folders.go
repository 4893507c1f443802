package main

import (
	"context"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/vim25/types"
)

var folders = map[string]command{
	"folder.create": func(ctx context.Context, s *login, o options) (interface{}, error) {
		folder, err := s.finder.Folder(ctx, o["path"])
		if err != nil {
			return nil, err
		}
		return folder.CreateFolder(ctx, o["name"])
	},
	"datacenter.create": func(ctx context.Context, s *login, o options) (interface{}, error) {
		return object.NewRootFolder(s.client.Client).CreateDatacenter(ctx, o["name"])
	},
	"object.mv": func(ctx context.Context, s *login, o options) (interface{}, error) {
		folder, err := s.finder.Folder(ctx, o["to"])
		if err != nil {
			return nil, err
		}
		at, err := s.entity(ctx, o["path"])
		if err != nil {
			return nil, err
		}
		task, err := folder.MoveInto(ctx, []types.ManagedObjectReference{at})
		return finish(ctx, task, err)
	},
	"object.rename": func(ctx context.Context, s *login, o options) (interface{}, error) {
		at, err := s.entity(ctx, o["path"])
		if err != nil {
			return nil, err
		}
		task, err := object.NewCommon(s.client.Client, at).Rename(ctx, o["name"])
		return finish(ctx, task, err)
	},
	"object.destroy": func(ctx context.Context, s *login, o options) (interface{}, error) {
		at, err := s.entity(ctx, o["path"])
		if err != nil {
			return nil, err
		}
		task, err := object.NewCommon(s.client.Client, at).Destroy(ctx)
		return finish(ctx, task, err)
	},
	"pool.create": func(ctx context.Context, s *login, o options) (interface{}, error) {
		parent, err := s.finder.ResourcePool(ctx, o["path"])
		if err != nil {
			return nil, err
		}
		return parent.Create(ctx, o["name"], types.DefaultResourceConfigSpec())
	},
	"pool.destroy": func(ctx context.Context, s *login, o options) (interface{}, error) {
		pool, err := s.finder.ResourcePool(ctx, o["path"])
		if err != nil {
			return nil, err
		}
		task, err := pool.Destroy(ctx)
		return finish(ctx, task, err)
	},
}
