package main

import (
	"context"
	"io"
	"strings"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

var datastores = map[string]command{
	"datastore.info": func(ctx context.Context, s *login, o options) (interface{}, error) {
		store, err := s.store(ctx, o)
		if err != nil {
			return nil, err
		}
		var known mo.Datastore
		return &known, s.read(ctx, store, &known)
	},
	"datastore.ls":       listFiles,
	"datastore.upload":   uploadFile,
	"datastore.download": downloadFile,
	"datastore.mkdir": onFiles(func(ctx context.Context, files *object.DatastoreFileManager, o options) error {
		return files.FileManager.MakeDirectory(ctx, files.Path(o["path"]).String(), files.Datacenter, o.is("p"))
	}),
	"datastore.cp": onFiles(func(ctx context.Context, files *object.DatastoreFileManager, o options) error {
		return files.Copy(ctx, o["path"], o["to"])
	}),
	"datastore.mv": onFiles(func(ctx context.Context, files *object.DatastoreFileManager, o options) error {
		return files.Move(ctx, o["path"], o["to"])
	}),
	"datastore.rm": onFiles(func(ctx context.Context, files *object.DatastoreFileManager, o options) error {
		return files.Delete(ctx, o["path"])
	}),
	"datastore.disk.create": createDiskFile,
	"datastore.disk.info":   diskFileInfo,
	"datastore.disk.uuid":   diskFileUUID,
}

// onFiles gives the command the files of its datastore.
func onFiles(do func(context.Context, *object.DatastoreFileManager, options) error) command {
	return func(ctx context.Context, s *login, o options) (interface{}, error) {
		store, err := s.store(ctx, o)
		if err != nil {
			return nil, err
		}
		return nil, do(ctx, store.NewFileManager(s.datacenter, o.is("f")), o)
	}
}

// listFiles gives the paths of files and their sizes, as datastore.ls -l prints them.
func listFiles(ctx context.Context, s *login, o options) (interface{}, error) {
	store, err := s.store(ctx, o)
	if err != nil {
		return nil, err
	}
	browser, err := store.Browser(ctx)
	if err != nil {
		return nil, err
	}
	spec := types.HostDatastoreBrowserSearchSpec{
		MatchPattern: []string{"*"}, SortFoldersFirst: types.NewBool(true),
		Details: &types.FileQueryFlags{FileType: true, FileSize: true, FileOwner: types.NewBool(true), Modification: true},
	}
	if o["match"] != "" {
		spec.MatchPattern = []string{o["match"]}
	}
	var task *object.Task
	if o.is("R") {
		task, err = browser.SearchDatastoreSubFolders(ctx, store.Path(o["path"]), &spec)
	} else {
		task, err = browser.SearchDatastore(ctx, store.Path(o["path"]), &spec)
	}
	result, err := finish(ctx, task, err)
	if err != nil {
		return nil, err
	}
	var folders []types.HostDatastoreBrowserSearchResults
	switch found := result.(type) {
	case types.HostDatastoreBrowserSearchResults:
		folders = append(folders, found)
	case types.ArrayOfHostDatastoreBrowserSearchResults:
		folders = found.HostDatastoreBrowserSearchResults
	}
	files := map[string]int64{}
	for _, folder := range folders {
		home := folder.FolderPath
		if !strings.HasSuffix(home, "/") && !strings.HasSuffix(home, " ") {
			home += " "
		}
		for _, file := range folder.File {
			info := file.GetFileInfo()
			files[home+info.Path] = info.FileSize
		}
	}
	return files, nil
}

func uploadFile(ctx context.Context, s *login, o options) (interface{}, error) {
	store, err := s.store(ctx, o)
	if err != nil {
		return nil, err
	}
	upload := soap.DefaultUpload
	upload.ContentLength = int64(len(o["content"]))
	return nil, store.Upload(ctx, strings.NewReader(o["content"]), o["path"], &upload)
}

func downloadFile(ctx context.Context, s *login, o options) (interface{}, error) {
	store, err := s.store(ctx, o)
	if err != nil {
		return nil, err
	}
	reader, _, err := store.Download(ctx, o["path"], &soap.DefaultDownload)
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	content, err := io.ReadAll(reader)
	return string(content), err
}

func createDiskFile(ctx context.Context, s *login, o options) (interface{}, error) {
	store, err := s.store(ctx, o)
	if err != nil {
		return nil, err
	}
	task, err := object.NewVirtualDiskManager(s.client.Client).CreateVirtualDisk(
		ctx, store.Path(o["path"]), s.datacenter, &types.FileBackedVirtualDiskSpec{
			VirtualDiskSpec: types.VirtualDiskSpec{AdapterType: "lsiLogic", DiskType: "thin"},
			CapacityKb:      o.number("size") << 20,
		})
	return finish(ctx, task, err)
}

// diskFileInfo uses the method that govc has from the vendor's internal namespace.
func diskFileInfo(ctx context.Context, s *login, o options) (interface{}, error) {
	store, err := s.store(ctx, o)
	if err != nil {
		return nil, err
	}
	return object.NewVirtualDiskManager(s.client.Client).QueryVirtualDiskInfo(ctx, store.Path(o["path"]), s.datacenter, false)
}

func diskFileUUID(ctx context.Context, s *login, o options) (interface{}, error) {
	store, err := s.store(ctx, o)
	if err != nil {
		return nil, err
	}
	return object.NewVirtualDiskManager(s.client.Client).QueryVirtualDiskUuid(ctx, store.Path(o["path"]), s.datacenter)
}
