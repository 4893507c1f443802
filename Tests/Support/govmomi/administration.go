package main

import (
	"context"

	"github.com/vmware/govmomi/license"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/session"
	"github.com/vmware/govmomi/vapi/library"
	"github.com/vmware/govmomi/vapi/rest"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
)

var administration = map[string]command{
	"license.ls": func(ctx context.Context, s *login, o options) (interface{}, error) {
		return license.NewManager(s.client.Client).List(ctx)
	},
	"option.ls": func(ctx context.Context, s *login, o options) (interface{}, error) {
		return object.NewOptionManager(s.client.Client, *s.client.ServiceContent.Setting).Query(ctx, o["name"])
	},
	"role.ls": func(ctx context.Context, s *login, o options) (interface{}, error) {
		return object.NewAuthorizationManager(s.client.Client).RoleList(ctx)
	},
	"permissions.ls": func(ctx context.Context, s *login, o options) (interface{}, error) {
		at, err := s.entity(ctx, o["path"])
		if err != nil {
			return nil, err
		}
		return object.NewAuthorizationManager(s.client.Client).RetrieveEntityPermissions(ctx, at, true)
	},
	"extension.info": func(ctx context.Context, s *login, o options) (interface{}, error) {
		manager, err := object.GetExtensionManager(s.client.Client)
		if err != nil {
			return nil, err
		}
		return manager.List(ctx)
	},
	"session.ls": func(ctx context.Context, s *login, o options) (interface{}, error) {
		var manager mo.SessionManager
		return &manager, s.read(ctx, s.client.ServiceContent.SessionManager, &manager)
	},
	"session.active": func(ctx context.Context, s *login, o options) (interface{}, error) {
		return s.client.SessionManager.SessionIsActive(ctx)
	},
	"session.clone": cloneSession,
	"fields.add": func(ctx context.Context, s *login, o options) (interface{}, error) {
		return object.NewCustomFieldsManager(s.client.Client).Add(ctx, o["name"], o["type"], nil, nil)
	},
	"fields.ls": func(ctx context.Context, s *login, o options) (interface{}, error) {
		return object.NewCustomFieldsManager(s.client.Client).Field(ctx)
	},
	"fields.set": func(ctx context.Context, s *login, o options) (interface{}, error) {
		at, err := s.entity(ctx, o["path"])
		if err != nil {
			return nil, err
		}
		manager := object.NewCustomFieldsManager(s.client.Client)
		key, err := manager.FindKey(ctx, o["name"])
		if err != nil {
			return nil, err
		}
		return nil, manager.Set(ctx, at, key, o["value"])
	},
	"fields.rename": func(ctx context.Context, s *login, o options) (interface{}, error) {
		manager := object.NewCustomFieldsManager(s.client.Client)
		key, err := manager.FindKey(ctx, o["name"])
		if err != nil {
			return nil, err
		}
		return nil, manager.Rename(ctx, key, o["to"])
	},
	"fields.rm": func(ctx context.Context, s *login, o options) (interface{}, error) {
		manager := object.NewCustomFieldsManager(s.client.Client)
		key, err := manager.FindKey(ctx, o["name"])
		if err != nil {
			return nil, err
		}
		return nil, manager.Remove(ctx, key)
	},
	"library.ls": func(ctx context.Context, s *login, o options) (interface{}, error) {
		automation := rest.NewClient(s.client.Client)
		if err := automation.Login(ctx, s.user); err != nil {
			return nil, err
		}
		defer automation.Logout(ctx)
		return library.NewManager(automation).ListLibraries(ctx)
	},
}

// cloneSession opens a second session by a ticket of the first, and gives its user's name.
func cloneSession(ctx context.Context, s *login, o options) (interface{}, error) {
	ticket, err := session.NewManager(s.client.Client).AcquireCloneTicket(ctx)
	if err != nil {
		return nil, err
	}
	second, err := vim25.NewClient(ctx, soap.NewClient(s.client.URL(), true))
	if err != nil {
		return nil, err
	}
	manager := session.NewManager(second)
	if err := manager.CloneSession(ctx, ticket); err != nil {
		return nil, err
	}
	defer manager.Logout(ctx)
	known, err := manager.UserSession(ctx)
	if err != nil || known == nil {
		return nil, err
	}
	return known.UserName, nil
}
