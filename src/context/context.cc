// SPDX-License-Identifier: Apache-2.0
#include "context/context.h"

#include "context/case/case.h"
#include "context/finish.h"
#include "context/recognise/recognisers.h"

namespace wmiscope {

std::vector<Activity> Context::resolve(std::span<Finding> findings, const PurposesOf& purposes_of,
                                       unsigned threads) {
  store_.unite_hosts();
  Case work(store_, threads);
  find_callers(work);
  find_powershell_logs(work, PowershellOf::kCallers);
  find_subscriptions(work);
  join_subscription_makers(work);
  find_firings(work);
  find_children(work);
  find_odd_clients(work);
  find_powershell_logs(work, PowershellOf::kStartedByWmi);
  find_wmi_log(work);
  find_process_traces(work);
  find_host_changes(work);
  find_network_traces(work);
  find_defender_rules(work);
  find_privilege_uses(work);
  link_hosts(work);
  return finish(work, findings, purposes_of);
}

}  // namespace wmiscope
