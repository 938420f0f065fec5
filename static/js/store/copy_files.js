// The files of the second copy: one small file for each op that waits. None where the browser cannot write files.

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

/** The name of an op's file. It begins with the person, so that one person's files can be deleted unread. @param {{id: string, person: string}} op */
export const fileNameOf = ({ id, person }) => `${person}_${id}`;

/** @param {any} place @returns {Promise<Map<string, string>>} the id of each copied op and its file's name */
export async function fileNames(place) {
  const found = new Map();
  for await (const name of place.keys()) found.set(name.split("_")[1] ?? name, name);
  return found;
}

/** Write a copy. It replaces the old file only when it is complete. @param {any} place @param {string} name @param {Copy} copy */
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
