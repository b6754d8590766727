// A server and three clients of S7 over RFC 1006, from three authors: what the clients read directly they must read through the guard.
//
// The server has no session layer: examples/associate has to say that it closes the connection behind the CN.
//
//	node peers.js SERVER-PORT GUARD-PORT ASSOCIATE
import { spawnSync } from "node:child_process";
import nodes7 from "nodes7";
import snap7 from "node-snap7";
import stOne from "@st-one-io/nodes7";

const [direct, guarded] = process.argv.slice(2, 4).map(Number);
const associate = process.argv[4];
const localPort = 1, remotePort = 2; // of snap7's SetParam

const memory = Buffer.alloc(2000, "0123456789abcdef");
const server = new snap7.S7Server();
server.SetParam(localPort, direct);
server.RegisterArea(server.srvAreaDB, 1, memory);
if (!server.StartTo("127.0.0.1")) throw new Error("snap7 server: " + server.ErrorText(server.LastError()));

function snap7Client(port) {
  const c = new snap7.S7Client();
  c.SetParam(remotePort, port);
  if (!c.ConnectTo("127.0.0.1", 0, 2)) throw new Error("snap7 client: " + c.ErrorText(c.LastError()));
  if (!c.DBWrite(1, 1000, 900, Buffer.alloc(900, "written"))) throw new Error("snap7 client: " + c.ErrorText(c.LastError()));
  const read = c.DBRead(1, 0, 2000); // in many PDUs
  const seen = { read: read && read.toString("hex"), blocks: c.ListBlocks(), code: c.GetOrderCode(), pdu: c.PDULength(), status: c.PlcStatus() };
  c.Disconnect();
  return seen;
}

const items = { A: "DB1,INT0", B: "DB1,C10.40", C: "DB1,DINT100.20", D: "DB1,R400" };

function nodes7Client(port) {
  const c = new nodes7({ silent: true });
  return new Promise((resolve, reject) => {
    c.initiateConnection({ port, host: "127.0.0.1", rack: 0, slot: 2, timeout: 5000 }, (err) => {
      if (err) return reject(err);
      c.setTranslationCB((tag) => items[tag]);
      c.addItems(Object.keys(items));
      c.writeItems("A", 4711, (bad) => {
        if (bad) return reject(new Error("nodes7: write"));
        c.readAllItems((bad, values) => {
          c.dropConnection(() => (bad ? reject(new Error("nodes7: read")) : resolve(values)));
        });
      });
    });
  });
}

async function stOneClient(port) {
  const endpoint = new stOne.S7Endpoint({ host: "127.0.0.1", port, rack: 0, slot: 2, autoReconnect: 0 });
  await endpoint.connect();
  const group = new stOne.S7ItemGroup(endpoint);
  group.setTranslationCB((tag) => items[tag]);
  group.addItems(Object.keys(items));
  await group.writeItems("A", 815);
  const values = await group.readAllItems();
  group.destroy();
  await endpoint.disconnect();
  return values;
}

for (const [name, client] of Object.entries({ "node-snap7": snap7Client, nodes7: nodes7Client, "@st-one-io/nodes7": stOneClient })) {
  const [want, got] = [JSON.stringify(await client(direct)), JSON.stringify(await client(guarded))];
  if (want !== got || want.length < 80) throw new Error(`${name}: through the guard ${got}, directly ${want}`);
  const many = await Promise.all(Array.from({ length: 8 }, () => client(guarded)));
  if (many.some((v) => JSON.stringify(v) !== want)) throw new Error(`${name}: eight at once`);
  console.log(`${name}: writes and reads through the guard as it does without`);
}
for (const port of [direct, guarded]) {
  const called = spawnSync(associate, ["-timeout", "5s", "-calling-tsel", "0x0100", "-tsel", "0x0102", `127.0.0.1:${port}`], { encoding: "utf8" });
  if (called.status !== 6 || !/^transport +CC +confirmed/m.test(called.stdout) || !/connect request of session \(CN\)/.test(called.stdout)) {
    throw new Error(`associate: status ${called.status}: ${called.stdout}`);
  }
}
console.log("associate: the server has no session layer");
server.Stop();
process.exit(0);
