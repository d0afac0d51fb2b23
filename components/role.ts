import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "./account";
import { adjusted, type Transform } from "./adjust";
import { policyOf, type Grant } from "./grants";

/** The changeable parts of a role. */
export interface RoleTransform {
  readonly role?: Transform<aws.iam.RoleArgs>;
  readonly policy?: Transform<aws.iam.RolePolicyArgs>;
}

type Service = `${string}.amazonaws.com`;

export interface RoleArgs {
  /** Who may assume the role: the principal of an AWS service, e.g. "lambda.amazonaws.com", or all principals of one service. */
  readonly service: Service | readonly Service[];
  /** Name in AWS, if a service outside IAM refers to the role by name. @default Pulumi generates one */
  readonly physicalName?: string | undefined;
  /** Pattern of the ARNs of this account on whose behalf the service may assume it, if the service passes them. @default any */
  readonly sourceArn?: pulumi.Input<string>;
  /** Everything that the role may do. */
  readonly grants: readonly Grant[];
  /** Changes to the children, by name. @default none */
  readonly transform?: RoleTransform | undefined;
}

/** A role with its one inline policy. Resources that use the role depend on both. */
export interface RoleWithPolicy {
  readonly role: aws.iam.Role;
  readonly policy: aws.iam.RolePolicy;
}

/**
 * Creates `${name}-role` and `${name}-policy` as children. One service may assume the role, under each of its names,
 * and only for this account if the service says for whom it acts (a role for Lambda can only be passed within its
 * account).
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
