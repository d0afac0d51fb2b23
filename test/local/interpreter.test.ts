import assert from "node:assert/strict";
import { localMachine } from "../../local/flow";
import { interpreterOf, unsupported } from "../../local/interpreter";

type State = Record<string, unknown>;

/** A machine of one state. */
const machine = (state: State, more: State = {}) => ({ StartAt: "S", States: { S: state }, ...more });
const pass = { Type: "Pass", End: true };
const task = { Type: "Task", Resource: "arn", End: true };

describe("the interpreter of state machines", () => {
  it("takes the machines of a laptop", () => {
    for (const analysis of [false, true])
      assert.deepEqual(unsupported(localMachine("d", analysis)), [], `analysis: ${analysis}`);
  });

  for (const [what, definition, fault] of [
    ["a machine in JSONata", machine(pass, { QueryLanguage: "JSONata" }), 'QueryLanguage: "JSONata"'],
    ["a state in JSONata", machine({ ...pass, QueryLanguage: "JSONata" }), 'S.QueryLanguage: "JSONata"'],
    ["a variable", machine({ ...pass, Assign: { a: 1 } }), "S.Assign: no such field"],
    ["arguments", machine({ ...task, Arguments: { a: "{% $x %}" } }), "S.Arguments: no such field"],
    ["an output", machine({ ...task, Output: "{% $x %}" }), "S.Output: no such field"],
    ["a condition", choice({ Condition: "{% $x %}", Next: "S" }), "S.Choices.Condition: no such field"],
    ["a type of state", machine({ Type: "Loop" }), "S.Type: Loop; known are Task, Parallel,"],
    ["an inherited name for a type", machine({ Type: "constructor" }), "S.Type: constructor; known are"],
    [
      "a field of another type",
      machine({ Type: "Wait", Seconds: 1, ResultPath: null }),
      "S.ResultPath: no such",
    ],
    ["credentials of a task", machine({ ...task, Credentials: {} }), "S.Credentials: no such field"],
    ["a heartbeat", machine({ ...task, HeartbeatSeconds: 5 }), "S.HeartbeatSeconds: no such field"],
    ["a tolerated failure", map({ ToleratedFailureCount: 1 }), "S.ToleratedFailureCount: no such field"],
    ["a distributed Map", map({}, { ProcessorConfig: { Mode: "DISTRIBUTED" } }), 'Mode: "DISTRIBUTED"'],
    ["items of a bucket", map({ ItemReader: {} }), "S.ItemReader: no such field"],
    ["a field within a Map", map({}, { States: { P: { ...pass, Assign: {} } } }), "S.ItemProcessor.P.Assign"],
    ["a field within a branch", parallel({ ...pass, Output: 1 }), "S.Branches.S.Output: no such field"],
    ["a retrier's field", machine({ ...task, Retry: [{ Comment: "x" }] }), "S.Retry.Comment: no such field"],
    ["a catcher's field", machine({ ...task, Catch: [{ Assign: {} }] }), "S.Catch.Assign: no such field"],
    [
      "an operator within And",
      choice({ And: [{ Variable: "$", StringContains: "a" }], Next: "S" }),
      "S.Choices.StringContains",
    ],
    [
      "a function",
      machine({ ...pass, Parameters: { deep: { "x.$": "States.Format('{}', States.JsonDiff($.a))" } } }),
      "S.Parameters.deep.x.$: there is no function States.JsonDiff",
    ],
    [
      "what no run says of itself",
      machine({ ...task, Parameters: { "token.$": "$$.Task.Token" } }),
      "S.Parameters.token.$: a run on this machine has no $$.Task.Token",
    ],
    [
      "the same as a function's argument",
      machine({ ...task, Parameters: { "x.$": "States.Format('{}', $$.State.RetryCount)" } }),
      "has no $$.State.RetryCount",
    ],
    ["the same as an input", machine({ ...pass, InputPath: "$$.Execution.RoleArn" }), "S.InputPath: a run"],
    ["a result that is taken for none", machine({ ...pass, Result: 0 }), "S.Result: 0 is ignored"],
  ] as const)
    it(`refuses ${what} before it runs, and says where`, () => {
      assert.throws(
        () => interpreterOf(definition as never),
        ({ name, message }: Error) => name === "DefinitionNotSupported" && message.includes(fault),
      );
    });

  it("takes a text that looks like a call or a path for a text", () => {
    const Parameters = { "x.$": "States.Format('f(x) of $$.Task.Token, it\\'s {}', $$.Execution.Name)" };
    assert.deepEqual(unsupported(machine({ ...pass, Parameters })), []);
  });

  it("refuses a field that it does not know in any state of the laptop's machine", () => {
    const names = Object.keys(localMachine("d", true)["States"]);
    assert.ok(names.length > 15);
    for (const name of names)
      for (const field of ["Assign", "Arguments", "Output"]) {
        const definition = structuredClone(localMachine("d", true));
        (definition["States"] as Record<string, State>)[name]![field] = {};
        assert.deepEqual(unsupported(definition), [`${name}.${field}: no such field here`]);
      }
  });
});

function choice(rule: State) {
  return machine({ Type: "Choice", Choices: [rule], Default: "S" });
}

function map(more: State, processor: State = {}) {
  return machine({
    ...{ Type: "Map", End: true, ...more },
    ItemProcessor: { StartAt: "P", States: { P: pass }, ...processor },
  });
}

function parallel(state: State) {
  return machine({ Type: "Parallel", End: true, Branches: [machine(state)] });
}
