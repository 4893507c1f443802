# One machine's life through rbvmomi: found by its place, started, changed, kept in a snapshot, moved to a folder, removed.
require 'rbvmomi'
require 'json'

host, port, platform, name = ARGV
vim = RbVmomi::VIM.connect(host: host, port: port.to_i, user: 'demo', password: 'demo', insecure: true)
root = vim.serviceInstance.content.rootFolder
datacenter = vim.serviceInstance.find_datacenter
facts = { version: vim.serviceContent.about.apiVersion, datacenter: datacenter.name, hosts: [] }
datacenter.hostFolder.childEntity.each do |compute|
  compute.host.each { |one| facts[:hosts] << one.name }
end
facts[:machines] = datacenter.vmFolder.children.grep(RbVmomi::VIM::VirtualMachine).map(&:name)

compute = datacenter.hostFolder.find("#{platform}01")
spec = {
  name: name, guestId: 'debian12_64Guest', files: { vmPathName: '[datastore1]' }, numCPUs: 1, memoryMB: 512,
  deviceChange: [
    { operation: :add,
      device: RbVmomi::VIM.VirtualLsiLogicController(key: 1000, busNumber: 0, sharedBus: :noSharing) },
    { operation: :add, fileOperation: :create,
      device: RbVmomi::VIM.VirtualDisk(
        key: -1, controllerKey: 1000, unitNumber: 0, capacityInKB: 1 << 20,
        backing: RbVmomi::VIM.VirtualDiskFlatVer2BackingInfo(fileName: '', diskMode: :persistent, thinProvisioned: true)) }
  ]
}
vm = datacenter.vmFolder.CreateVM_Task(config: spec, pool: compute.resourcePool).wait_for_completion
vm.PowerOnVM_Task.wait_for_completion
facts[:running] = vm.runtime.powerState
vm.PowerOffVM_Task.wait_for_completion
vm.ReconfigVM_Task(spec: { annotation: 'by rbvmomi', memoryMB: 1024 }).wait_for_completion
facts[:memory] = vm.config.hardware.memoryMB
facts[:notes] = vm.config.annotation
facts[:disks] = vm.disks.map(&:capacityInKB)
vm.CreateSnapshot_Task(name: 'one', description: '', memory: false, quiesce: false).wait_for_completion
facts[:snapshots] = vm.snapshot.rootSnapshotList.map(&:name)
vm.RemoveAllSnapshots_Task.wait_for_completion
folder = datacenter.vmFolder.CreateFolder(name: "#{name}-folder")
folder.MoveIntoFolder_Task(list: [vm]).wait_for_completion
facts[:place] = datacenter.find_vm("#{name}-folder/#{name}") == vm
facts[:collected] = vim.propertyCollector.collectMultiple([vm], 'name', 'runtime.powerState').values.first
begin
  vm.PowerOffVM_Task.wait_for_completion
rescue RbVmomi::Fault => fault
  facts[:fault] = fault.fault.class.wsdl_name
end
folder.Destroy_Task.wait_for_completion
facts[:left] = datacenter.vmFolder.find(name).nil? && datacenter.vmFolder.find("#{name}-folder").nil?
puts JSON.generate(facts)
