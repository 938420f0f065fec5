// What waits, once more as small files beside the database, one for each op; none where the browser has no such files.

/** @typedef {import("./database.js").Row & {name: string}} Copy a row as it was made; `name`: the person's */

/** The folder of the copies, or null where this browser cannot write files from a page. @returns {Promise<any>} */
export async function openFolder() {
  try {
    if (!("createWritable" in FileSystemFileHandle.prototype)) return null; // Safari before 26
    return await (await navigator.storage.getDirectory()).getDirectoryHandle("ops", { create: true });
  } catch {
    return null;
  }
}

/** The file of an op says whose it is, so that one person's can go without being read. @param {{id: string, person: string}} op */
export const fileNameOf = ({ id, person }) => `${person}_${id}`;

/** @param {any} place @returns {Promise<Map<string, string>>} the id of each copied op and its file's name */
export async function fileNames(place) {
  const found = new Map();
  for await (const name of place.keys()) found.set(name.split("_")[1] ?? name, name);
  return found;
}

/** Write one; it takes the old one's place only when it is whole. @param {any} place @param {string} name @param {Copy} copy */
export async function writeCopy(place, name, copy) {
  const file = await (await place.getFileHandle(name, { create: true })).createWritable();
  await file.write(JSON.stringify(copy));
  await file.close();
}

/** @param {any} place @param {Iterable<string>} wanted names @returns {Promise<Copy[]>} those that can be read */
export async function readCopies(place, wanted) {
  const found = [];
  for (const name of wanted) {
    try {
      const copy = JSON.parse(await (await (await place.getFileHandle(name)).getFile()).text());
      if (copy.id && copy.op.id) found.push(copy);
    } catch {
      // cut off when the phone died: the database has it, or nobody
    }
  }
  return found;
}
