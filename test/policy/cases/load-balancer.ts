import { resource, type Case } from "../case";

const balancer = resource("lb", "LoadBalancer", "front", {
  internal: false,
  dropInvalidHeaderFields: true,
  accessLogs: { bucket: "logs-id", enabled: true },
  enableDeletionProtection: true,
  desyncMitigationMode: "defensive",
  subnets: ["a", "b"],
});
const http = resource("lb", "Listener", "http", {
  protocol: "HTTP",
  defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", statusCode: "HTTP_301" } }],
});
const https = resource("lb", "Listener", "https", {
  protocol: "HTTPS",
  sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
});
const target = resource("lb", "TargetGroup", "target", { healthCheck: { path: "/health" } });
const firewall = resource("wafv2", "WebAclAssociation", "firewall", { resourceArn: balancer.outputs["arn"] });
const set = (path: string, value: unknown) => ({ front: { [path]: value } });

export const loadBalancer: readonly Case[] = [
  {
    rule: 111,
    holds: [http, https],
    breaks: {
      "it answers too": { http: { "defaultActions.1": { type: "forward" } } },
      "to HTTP again": { http: { "defaultActions.0.redirect.protocol": "HTTP" } },
    },
  },
  {
    rule: 112,
    holds: [https],
    breaks: {
      "AWS's choice": { https: { sslPolicy: undefined } },
      "1.0 too": { https: { sslPolicy: "ELBSecurityPolicy-TLS13-1-0-2021-06" } },
    },
  },
  {
    rule: 113,
    holds: [balancer],
    breaks: {
      headers: set("dropInvalidHeaderFields", undefined),
      logs: set("accessLogs.enabled", false),
      protection: set("enableDeletionProtection", false),
      smuggling: set("desyncMitigationMode", "monitor"),
      zones: set("subnets", ["a"]),
    },
  },
  {
    rule: 114,
    holds: [balancer, target, firewall],
    breaks: { "no firewall": { firewall: "gone" }, "no check": { target: { healthCheck: undefined } } },
  },
];
