import * as grpc from "@grpc/grpc-js";

/** A gRPC server that answers on a free port of 127.0.0.1. */
export interface Serving {
  readonly port: number;
  /** "127.0.0.1:port". */
  readonly address: string;
  /** Ends it and every connection to it. */
  readonly close: () => void;
}

/** A service and what answers its calls; a call without an answer is refused as not implemented. */
export type Service = readonly [grpc.ServiceDefinition, grpc.UntypedServiceImplementation];

// An archive of a whole program goes through as one message.
const options = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/** Serves these services together. */
export async function serve(...services: readonly Service[]): Promise<Serving> {
  const server = new grpc.Server(options);
  for (const [definition, answers] of services) server.addService(definition, answers);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return { port, address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

/** A handler of one call from a function of its request; what the function throws is the answer's error. */
export const answer =
  <Request, Response>(reply: (request: Request) => Response): grpc.handleUnaryCall<Request, Response> =>
  (call, done) => {
    let response: Response;
    try {
      response = reply(call.request);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      done({ code: grpc.status.INVALID_ARGUMENT, details: message }, null);
      return;
    }
    done(null, response);
  };
