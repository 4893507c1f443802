package main

import (
	"context"
	"reflect"

	"github.com/vmware/govmomi/event"
	"github.com/vmware/govmomi/view"
	"github.com/vmware/govmomi/vim25/types"
)

var history = map[string]command{
	"events":       collectEvents,
	"events.query": queryEvents,
	"events.pages": pageEvents,
	"tasks":        collectTasks,
}

// happening is an event as it is printed.
type happening struct {
	Type, Category, Message, User string
	Key                           int32
}

func happenings(ctx context.Context, manager *event.Manager, events []types.BaseEvent) ([]happening, error) {
	found := []happening{}
	for _, each := range events {
		category, err := manager.EventCategory(ctx, each)
		if err != nil {
			return nil, err
		}
		known := each.GetEvent()
		found = append(found, happening{
			Type: reflect.TypeOf(each).Elem().Name(), Category: category, Message: known.FullFormattedMessage, User: known.UserName,
			Key: known.Key,
		})
	}
	return found, nil
}

// collectEvents asks as the command events does: a collector, and a filter on its latest page.
func collectEvents(ctx context.Context, s *login, o options) (interface{}, error) {
	at, err := s.entity(ctx, o["path"])
	if err != nil {
		return nil, err
	}
	manager := event.NewManager(s.client.Client)
	found := []happening{}
	var kinds []string
	if o["type"] != "" {
		kinds = []string{o["type"]}
	}
	err = manager.Events(ctx, []types.ManagedObjectReference{at}, int32(o.number("n")), false, false,
		func(_ types.ManagedObjectReference, page []types.BaseEvent) error {
			event.Sort(page)
			more, err := happenings(ctx, manager, page)
			found = append(found, more...)
			return err
		}, kinds...)
	return found, err
}

func queryEvents(ctx context.Context, s *login, o options) (interface{}, error) {
	at, err := s.entity(ctx, o["path"])
	if err != nil {
		return nil, err
	}
	manager := event.NewManager(s.client.Client)
	found, err := manager.QueryEvents(ctx, types.EventFilterSpec{
		Entity:      &types.EventFilterSpecByEntity{Entity: at, Recursion: types.EventFilterSpecRecursionOptionAll},
		EventTypeId: []string{o["type"]},
	})
	if err != nil {
		return nil, err
	}
	return happenings(ctx, manager, found)
}

// pageEvents goes back through the events of an object from the latest on, a page at a time.
func pageEvents(ctx context.Context, s *login, o options) (interface{}, error) {
	at, err := s.entity(ctx, o["path"])
	if err != nil {
		return nil, err
	}
	manager := event.NewManager(s.client.Client)
	collector, err := manager.CreateCollectorForEvents(ctx, types.EventFilterSpec{
		Entity: &types.EventFilterSpecByEntity{Entity: at, Recursion: types.EventFilterSpecRecursionOptionSelf},
	})
	if err != nil {
		return nil, err
	}
	defer collector.Destroy(ctx)
	if err := collector.SetPageSize(ctx, int32(o.number("n"))); err != nil {
		return nil, err
	}
	page, err := collector.LatestPage(ctx)
	if err != nil {
		return nil, err
	}
	// Before the latest page.
	if err := collector.Reset(ctx); err != nil {
		return nil, err
	}
	pages := [][]happening{}
	for len(page) > 0 {
		more, err := happenings(ctx, manager, page)
		if err != nil {
			return nil, err
		}
		pages = append(pages, more)
		if page, err = collector.ReadPreviousEvents(ctx, int32(o.number("n"))); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// doing is a task as it is printed.
type doing struct {
	Description, Entity, State, Fault string
}

// collectTasks asks as the command tasks does: a list view of a manager's or entity's recent tasks, reset to what they are.
func collectTasks(ctx context.Context, s *login, o options) (interface{}, error) {
	watched := *s.client.ServiceContent.TaskManager
	if o["path"] != "" {
		at, err := s.entity(ctx, o["path"])
		if err != nil {
			return nil, err
		}
		watched = at
	}
	tasks, err := view.NewManager(s.client.Client).CreateTaskView(ctx, &watched)
	if err != nil {
		return nil, err
	}
	defer tasks.Destroy(ctx)
	found := []doing{}
	err = tasks.Collect(ctx, func(infos []types.TaskInfo) {
		for _, info := range infos {
			task := doing{Description: info.DescriptionId, Entity: info.EntityName, State: string(info.State)}
			if info.Error != nil {
				task.Fault = reflect.TypeOf(info.Error.Fault).Elem().Name()
			}
			found = append(found, task)
		}
	})
	return found, err
}
