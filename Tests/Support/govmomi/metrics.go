package main

import (
	"context"
	"strings"

	"github.com/vmware/govmomi/performance"
	"github.com/vmware/govmomi/vim25/types"
)

var metrics = map[string]command{
	"metric.interval.info": func(ctx context.Context, s *login, o options) (interface{}, error) {
		return performance.NewManager(s.client.Client).HistoricalInterval(ctx)
	},
	"metric.info": func(ctx context.Context, s *login, o options) (interface{}, error) {
		counters, err := performance.NewManager(s.client.Client).CounterInfoByName(ctx)
		if err != nil {
			return nil, err
		}
		return counters[o["metric"]], nil
	},
	"metric.provider": func(ctx context.Context, s *login, o options) (interface{}, error) {
		at, err := s.entity(ctx, o["path"])
		if err != nil {
			return nil, err
		}
		return performance.NewManager(s.client.Client).ProviderSummary(ctx, at)
	},
	"metric.ls":     listMetrics,
	"metric.sample": sampleMetrics,
}

// listMetrics gives the names of the counters that an object has samples of, and the instances.
func listMetrics(ctx context.Context, s *login, o options) (interface{}, error) {
	at, err := s.entity(ctx, o["path"])
	if err != nil {
		return nil, err
	}
	manager := performance.NewManager(s.client.Client)
	provider, err := manager.ProviderSummary(ctx, at)
	if err != nil {
		return nil, err
	}
	counters, err := manager.CounterInfoByKey(ctx)
	if err != nil {
		return nil, err
	}
	interval := provider.RefreshRate
	if !provider.CurrentSupported {
		interval = 300
	}
	available, err := manager.AvailableMetric(ctx, at, interval)
	if err != nil {
		return nil, err
	}
	instances := map[string][]string{}
	for _, metric := range available {
		name := counters[metric.CounterId].Name()
		instances[name] = append(instances[name], metric.Instance)
	}
	return instances, nil
}

// sampleMetrics gives the last samples by name, as metric.sample prints them.
func sampleMetrics(ctx context.Context, s *login, o options) (interface{}, error) {
	found, err := s.finder.ManagedObjectList(ctx, o["path"])
	if err != nil {
		return nil, err
	}
	var objects []types.ManagedObjectReference
	for _, item := range found {
		objects = append(objects, item.Object.Reference())
	}
	manager := performance.NewManager(s.client.Client)
	spec := types.PerfQuerySpec{MaxSample: int32(o.number("n")), IntervalId: 20}
	// As in govc: "-" for the object as a whole; without it, every instance.
	if o["instance"] != "" {
		spec.MetricId = []types.PerfMetricId{{Instance: strings.TrimPrefix(o["instance"], "-")}}
	}
	sampled, err := manager.SampleByName(ctx, spec, strings.Split(o["metrics"], ","), objects)
	if err != nil {
		return nil, err
	}
	return manager.ToMetricSeries(ctx, sampled)
}
