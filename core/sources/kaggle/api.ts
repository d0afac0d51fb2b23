import type { HttpRequest } from "../exchange";

/** One generation of Kaggle's API: how to ask for version and archive. */
export interface KaggleApi {
  version(owner: string, dataset: string): HttpRequest;
  /** The archive of all files of one version. */
  archive(owner: string, dataset: string, version: string): HttpRequest;
}

/** The newer API first; the older one is used if the newer is not served. */
export function kaggleApis(
  baseUrl: string | undefined,
  authorization: string | undefined,
): readonly KaggleApi[] {
  return [
    newer(trimmed(baseUrl ?? "https://api.kaggle.com"), authorization),
    older(trimmed(baseUrl ?? "https://www.kaggle.com"), authorization),
  ];
}

/** Status codes of an API that is not served there. It may also not know the data set; the other API then confirms that. */
export const notServed: readonly number[] = [404, 405, 501];

const trimmed = (url: string) => url.replace(/\/+$/, "");

// Compression on the way would change lengths, ranges and checksums.
const plain = { "accept-encoding": "identity", "user-agent": "data-flow" };

function newer(base: string, authorization: string | undefined): KaggleApi {
  const call = (method: string, body: object): HttpRequest => ({
    method: "POST",
    url: `${base}/v1/datasets.DatasetApiService/${method}`,
    headers: { ...plain, "content-type": "application/json" },
    body: JSON.stringify(body),
    credentials: authorization === undefined ? undefined : { authorization },
    trusted: new URL(base).origin,
  });
  return {
    version: (ownerSlug, datasetSlug) => call("GetDataset", { ownerSlug, datasetSlug }),
    archive: (ownerSlug, datasetSlug, version) =>
      call("DownloadDataset", { ownerSlug, datasetSlug, datasetVersionNumber: Number(version) }),
  };
}

function older(base: string, authorization: string | undefined): KaggleApi {
  const call = (what: string, owner: string, dataset: string, query = ""): HttpRequest => ({
    method: "GET",
    url: `${base}/api/v1/datasets/${what}/${encodeURIComponent(owner)}/${encodeURIComponent(dataset)}${query}`,
    headers: plain,
    credentials: authorization === undefined ? undefined : { authorization },
    trusted: new URL(base).origin,
  });
  return {
    version: (owner, dataset) => call("view", owner, dataset),
    // Clients of this API write the parameter both ways; it ignores an unknown one.
    archive: (owner, dataset, version) =>
      call("download", owner, dataset, `?datasetVersionNumber=${version}&dataset_version_number=${version}`),
  };
}
