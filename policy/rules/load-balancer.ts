/** Rules 111 to 114: load balancers. */
import { all, each, eachOf, only, sideBySide, together, type Rule } from "../check";
import { at, aws, input, inputs, isText, textIn, type RecordedResource } from "../resource";

const balancer = all(aws("lb", "LoadBalancer"), aws("alb", "LoadBalancer"));
const listener = all(aws("lb", "Listener"), aws("alb", "Listener"));
const target = all(aws("lb", "TargetGroup"), aws("alb", "TargetGroup"));

const speaks = (protocol: string) => (resource: RecordedResource) => input(resource, "protocol") === protocol;
const isPublicBalancer = (resource: RecordedResource) => input(resource, "internal") !== true;

export const loadBalancer: readonly Rule[] = [
  {
    number: 111,
    ids: ["ELB.1", "ELB.18", "CKV_AWS_2", "CKV_AWS_378", "CKV2_AWS_20", "W56"],
    mark: "optional",
    title: "HTTP leads to HTTPS and nowhere else.",
    ...each(
      only(listener, (resource) => !speaks("HTTPS")(resource)),
      (resource) =>
        inputs(resource, "defaultActions").length > 0 &&
        inputs(resource, "defaultActions").every(
          (action) => at(action, "type") === "redirect" && at(action, "redirect.protocol") === "HTTPS",
        ),
      "answers without TLS",
    ),
  },
  {
    number: 112,
    ids: ["ELB.17", "CKV_AWS_103", "CKV2_AWS_74", "W55", "aws-alb-listener-configure-secure-tls"],
    mark: "optional",
    title: "HTTPS is TLS 1.2 at least.",
    ...each(
      only(listener, speaks("HTTPS")),
      // The policies for 1.0 and 1.1 have names of the same form.
      (resource) => /^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)/.test(textIn(resource, "sslPolicy")),
      "takes older versions of TLS",
    ),
  },
  {
    number: 113,
    ids: [
      ...["ELB.4", "ELB.5", "ELB.6", "ELB.12", "ELB.13", "AwsSolutions-ELB2", "CKV_AWS_91", "CKV_AWS_131"],
      ...["CKV_AWS_150", "CKV_AWS_328", "W52"],
    ],
    mark: "optional",
    title: "A load balancer drops bad headers, logs, is protected, and stands in two zones.",
    ...eachOf(balancer, (resource) => [
      ...(input(resource, "dropInvalidHeaderFields") === true ? [] : ["passes invalid headers on"]),
      ...(input(resource, "accessLogs.enabled") === true && isText(input(resource, "accessLogs.bucket"))
        ? []
        : ["does not log its accesses"]),
      ...(input(resource, "enableDeletionProtection") === true ? [] : ["is not protected from deletion"]),
      ...(["", "defensive", "strictest"].includes(textIn(resource, "desyncMitigationMode"))
        ? []
        : ["lets requests be smuggled"]),
      ...(new Set([...inputs(resource, "subnets"), ...inputs(resource, "subnetMappings")]).size >= 2
        ? []
        : ["stands in one zone only"]),
    ]),
  },
  {
    number: 114,
    ids: ["CKV2_AWS_28", "CKV_AWS_261"],
    mark: "optional",
    title: "A public load balancer has a firewall, and targets are asked how they are.",
    ...together(
      sideBySide(
        only(balancer, isPublicBalancer),
        aws("wafv2", "WebAclAssociation"),
        "resourceArn",
        () => true,
        "is public and has no firewall",
      ),
      each(
        target,
        (resource) =>
          isText(input(resource, "healthCheck.path")) && input(resource, "healthCheck.enabled") !== false,
        "has no health check",
      ),
    ),
  },
];
