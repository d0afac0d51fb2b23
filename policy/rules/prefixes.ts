/** Whether a grant on the store names prefixes, rather than the whole bucket or a whole zone. */
import { zones } from "../../contract";
import { demanded, grants } from "../allowed";
import { type Statement } from "../statements";

const objectActions = /^s3:(Get|Put|Delete|Restore|Abort|List|Replicate|Bypass)\w*(Object|MultipartUpload)/i;
const wildcardAction = /^s3:[^:]*\*/i;

/** The key, or the beginning of keys, that an ARN of S3 objects names: `raw/mhealth/*` gives `raw/mhealth/`. */
const keyOf = (arn: string) => {
  const path = arn.split(":::")[1] ?? "";
  return path.includes("/") ? (path.slice(path.indexOf("/") + 1).split("*")[0] ?? "") : undefined;
};

/** A prefix in a zone must include its data set (`raw/mhealth/`); elsewhere it must only be narrower than the bucket. */
function isExact(prefix: string): boolean {
  const [folder = "", dataset = "", ...rest] = prefix.split("/");
  const inZone = zones.some((zone) => zone.startsWith(folder));
  return inZone ? dataset !== "" && rest.length > 0 : true;
}

/** Whether everything that a statement allows on S3 is limited to exact prefixes; true for other services. */
export function isPrefixExact(statement: Statement): boolean {
  const listing = ["s3:ListBucket", "s3:ListBucketVersions"].some((action) => grants(statement, action));
  const prefixes = demanded(statement, "s3:prefix");
  if (listing && !(prefixes.length > 0 && prefixes.every((prefix) => isExact(prefix.split("*")[0] ?? ""))))
    return false;
  const onObjects = statement.actions.some(
    (action) => objectActions.test(action) || wildcardAction.test(action),
  );
  if (!onObjects) return true;
  return statement.resources.every((arn) => {
    const key = keyOf(arn);
    return arn !== "*" && !/:::[^/]*\*/.test(arn) && (key === undefined || isExact(key));
  });
}
