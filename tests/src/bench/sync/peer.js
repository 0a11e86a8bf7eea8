// PouchDB and its server at the work that is measured beside it. Started with the folder of npm's packages, a folder
// for its data, a port and what to do; prints one number.
const { spawn } = require('node:child_process');
const { join } = require('node:path');
const [packages, folder, port, what] = process.argv.slice(2);
const PouchDB = require(join(packages, 'node_modules', 'pouchdb'));
const BATCH = 1000;

const room = (number) => `room-${number % 2000}`;

function item(number) {
  const digits = String(number).padStart(6, '0');
  return {
    _id: `item/${digits}`,
    type: 'laptop',
    name: 'Latitude 5440',
    manufacturer: 'Dell',
    inventory_number: `PC-${digits}`,
    serial_number: (BigInt(number) * 2654435761n % 0xffffffffn).toString(16).toUpperCase(),
    state: 'in_service',
    label: `label-${digits}`,
  };
}

async function up(origin) {
  for (let look = 0; look < 300; look += 1) {
    try {
      if ((await fetch(origin)).ok) return;
    } catch {
      // Not yet.
    }
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error('pouchdb-server did not start');
}

async function stock(office, count) {
  for (let from = 0; from < count; from += BATCH) {
    const items = Array.from({ length: Math.min(BATCH, count - from) }, (_, place) => item(from + place));
    await office.bulkDocs(items);
  }
}

// Documents a second of a device's first replication.
async function first(office) {
  const count = 20000;
  await stock(office, count);
  const device = new PouchDB(join(folder, 'device'));
  const start = performance.now();
  const { docs_written: written } = await device.replicate.from(office, { batch_size: BATCH });
  const took = performance.now() - start;
  if (written !== count) throw new Error(`${written} of ${count} came`);
  return (count / took) * 1000;
}

// Edits a second that devices, of which each has its documents and changed them with no network, replicate at once.
async function replicated(office) {
  const [devices, each] = [50, 100];
  await stock(office, devices * each);
  const edited = [];
  for (let device = 0; device < devices; device += 1) {
    const ids = Array.from({ length: each }, (_, place) => item(device * each + place)._id);
    const own = new PouchDB(join(folder, `device-${device}`));
    await own.replicate.from(office, { doc_ids: ids });
    const { rows } = await own.allDocs({ include_docs: true });
    await own.bulkDocs(rows.map(({ doc }) => ({ ...doc, state: 'in_stock', place: room(device) })));
    edited.push([own, ids]);
  }
  const start = performance.now();
  await Promise.all(edited.map(([own, ids]) => own.replicate.to(office, { doc_ids: ids, batch_size: BATCH })));
  return ((devices * each) / (performance.now() - start)) * 1000;
}

// Edits a second that as many devices send one by one as they are made.
async function sent(office) {
  const [devices, each] = [50, 40];
  await stock(office, devices * each);
  const start = performance.now();
  await Promise.all(
    Array.from({ length: devices }, async (_, device) => {
      for (let place = 0; place < each; place += 1) {
        const doc = await office.get(item(device * each + place)._id);
        await office.put({ ...doc, state: 'in_stock', place: room(device) });
      }
    }),
  );
  return ((devices * each) / (performance.now() - start)) * 1000;
}

async function main() {
  const program = join(packages, 'node_modules', 'pouchdb-server', 'bin', 'pouchdb-server');
  const server = spawn(process.execPath, [program, '--port', port, '--dir', folder, '--config', join(folder, 'config.json')], {
    cwd: folder,
    stdio: 'ignore',
  });
  process.on('exit', () => server.kill('SIGKILL'));
  const origin = `http://127.0.0.1:${port}`;
  await up(origin);
  const office = new PouchDB(`${origin}/${what}`);
  console.log(await { first, replicated, sent }[what](office));
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
