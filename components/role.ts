import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "./account";
import { adjusted, type Transform } from "./adjust";
import { policyOf, type Grant } from "./grants";

/** What may be changed about a role. */
export interface RoleTransform {
  readonly role?: Transform<aws.iam.RoleArgs>;
  readonly policy?: Transform<aws.iam.RolePolicyArgs>;
}

type Service = `${string}.amazonaws.com`;

export interface RoleArgs {
  /** Who takes the role on: the principal of an AWS service, e.g. "lambda.amazonaws.com", or each that one service has. */
  readonly service: Service | readonly Service[];
  /** Name in AWS, where something beside AWS knows the role by it. @default Pulumi makes one up */
  readonly physicalName?: string | undefined;
  /** Pattern of the ARNs of this account on whose behalf the service may do so, where it tells. @default any */
  readonly sourceArn?: pulumi.Input<string>;
  /** All that the role may do. */
  readonly grants: readonly Grant[];
  /** Changes to the children, by name. @default none */
  readonly transform?: RoleTransform | undefined;
}

/** A role with its one inline policy. Who uses the role depends on both. */
export interface RoleWithPolicy {
  readonly role: aws.iam.Role;
  readonly policy: aws.iam.RolePolicy;
}

/**
 * Makes `${name}-role` and `${name}-policy` as children: one service may take the role on, by each name that it has, and for
 * this account only where the service says for whom (a role of Lambda's can only be passed within its account).
 */
export function makeRole(parent: pulumi.Resource, name: string, args: RoleArgs): RoleWithPolicy {
  const { service, physicalName, sourceArn, grants, transform } = args;
  const role = new aws.iam.Role(
    `${name}-role`,
    ...adjusted(
      transform?.role,
      {
        ...(physicalName === undefined ? {} : { name: physicalName }),
        description: `What ${name} may do`,
        assumeRolePolicy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: "sts:AssumeRole",
              Principal: { Service: service },
              // Else another account's resource could make the service use this role.
              ...(sourceArn === undefined
                ? {}
                : {
                    Condition: {
                      StringEquals: { "aws:SourceAccount": accountOf(parent).id },
                      ArnLike: { "aws:SourceArn": sourceArn },
                    },
                  }),
            },
          ],
        }),
      },
      { parent },
    ),
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    ...adjusted(transform?.policy, { role: role.id, policy: policyOf(grants, `${name}-policy`) }, { parent }),
  );
  return { role, policy };
}
