// SPDX-License-Identifier: Apache-2.0
//
// The aliases that Windows' cli.mof defines, in the order of their names.
#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "context/language/wmic_command.h"

namespace wmiscope {
namespace {

using Alias = std::pair<std::string_view, std::string_view>;

constexpr std::array kAliases = {
    Alias("alias", "Msft_CliAlias"),
    Alias("baseboard", "Win32_BaseBoard"),
    Alias("bios", "Win32_BIOS"),
    Alias("bootconfig", "Win32_BootConfiguration"),
    Alias("cdrom", "Win32_CDROMDrive"),
    Alias("computersystem", "Win32_ComputerSystem"),
    Alias("cpu", "Win32_Processor"),
    Alias("csproduct", "Win32_ComputerSystemProduct"),
    Alias("datafile", "CIM_DataFile"),
    Alias("dcomapp", "Win32_DCOMApplication"),
    Alias("desktop", "Win32_Desktop"),
    Alias("desktopmonitor", "Win32_DesktopMonitor"),
    Alias("devicememoryaddress", "Win32_DeviceMemoryAddress"),
    Alias("diskdrive", "Win32_DiskDrive"),
    Alias("diskquota", "Win32_DiskQuota"),
    Alias("dmachannel", "Win32_DMAChannel"),
    Alias("environment", "Win32_Environment"),
    Alias("fsdir", "Win32_Directory"),
    Alias("group", "Win32_Group"),
    Alias("idecontroller", "Win32_IDEController"),
    Alias("irq", "Win32_IRQResource"),
    Alias("job", "Win32_ScheduledJob"),
    Alias("loadorder", "Win32_LoadOrderGroup"),
    Alias("logicaldisk", "Win32_LogicalDisk"),
    Alias("logon", "Win32_LogonSession"),
    Alias("memcache", "Win32_CacheMemory"),
    Alias("memlogical", "Win32_LogicalMemoryConfiguration"),
    Alias("memorychip", "Win32_PhysicalMemory"),
    Alias("memphysical", "Win32_PhysicalMemoryArray"),
    Alias("netclient", "Win32_NetworkClient"),
    Alias("netlogin", "Win32_NetworkLoginProfile"),
    Alias("netprotocol", "Win32_NetworkProtocol"),
    Alias("netuse", "Win32_NetworkConnection"),
    Alias("nic", "Win32_NetworkAdapter"),
    Alias("nicconfig", "Win32_NetworkAdapterConfiguration"),
    Alias("ntdomain", "Win32_NTDomain"),
    Alias("ntevent", "Win32_NTLogEvent"),
    Alias("nteventlog", "Win32_NTEventlogFile"),
    Alias("onboarddevice", "Win32_OnBoardDevice"),
    Alias("os", "Win32_OperatingSystem"),
    Alias("pagefile", "Win32_PageFileUsage"),
    Alias("pagefileset", "Win32_PageFileSetting"),
    Alias("partition", "Win32_DiskPartition"),
    Alias("port", "Win32_PortResource"),
    Alias("portconnector", "Win32_PortConnector"),
    Alias("printer", "Win32_Printer"),
    Alias("printerconfig", "Win32_PrinterConfiguration"),
    Alias("printjob", "Win32_PrintJob"),
    Alias("process", "Win32_Process"),
    Alias("product", "Win32_Product"),
    Alias("qfe", "Win32_QuickFixEngineering"),
    Alias("quotasetting", "Win32_QuotaSetting"),
    Alias("rdaccount", "Win32_TSAccount"),
    Alias("rdnic", "Win32_TSNetworkAdapterSetting"),
    Alias("rdpermissions", "Win32_TSPermissionsSetting"),
    Alias("rdtoggle", "Win32_TerminalServiceSetting"),
    Alias("recoveros", "Win32_OSRecoveryConfiguration"),
    Alias("registry", "Win32_Registry"),
    Alias("scsicontroller", "Win32_SCSIController"),
    Alias("server", "Win32_PerfRawData_PerfNet_Server"),
    Alias("service", "Win32_Service"),
    Alias("shadowcopy", "Win32_ShadowCopy"),
    Alias("shadowstorage", "Win32_ShadowStorage"),
    Alias("share", "Win32_Share"),
    Alias("softwareelement", "Win32_SoftwareElement"),
    Alias("softwarefeature", "Win32_SoftwareFeature"),
    Alias("sounddev", "Win32_SoundDevice"),
    Alias("startup", "Win32_StartupCommand"),
    Alias("sysaccount", "Win32_SystemAccount"),
    Alias("sysdriver", "Win32_SystemDriver"),
    Alias("systemenclosure", "Win32_SystemEnclosure"),
    Alias("systemslot", "Win32_SystemSlot"),
    Alias("tapedrive", "Win32_TapeDrive"),
    Alias("temperature", "Win32_TemperatureProbe"),
    Alias("timezone", "Win32_TimeZone"),
    Alias("ups", "Win32_UninterruptiblePowerSupply"),
    Alias("useraccount", "Win32_UserAccount"),
    Alias("voltage", "Win32_VoltageProbe"),
    Alias("volume", "Win32_Volume"),
    Alias("volumequotasetting", "Win32_VolumeQuotaSetting"),
    Alias("volumeuserquota", "Win32_VolumeUserQuota"),
    Alias("wmiset", "Win32_WMISetting"),
};
static_assert(std::ranges::is_sorted(kAliases, {}, &Alias::first));

}  // namespace

std::string_view class_of_wmic_alias(std::string_view alias) {
  const std::string lower = to_ascii_lower(alias);
  const auto at = std::ranges::lower_bound(kAliases, std::string_view(lower), {}, &Alias::first);
  return at != kAliases.end() && at->first == lower ? at->second : std::string_view();
}

}  // namespace wmiscope
