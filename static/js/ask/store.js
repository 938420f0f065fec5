// The small database of the residents' pages: words as they are typed, photos, and requests that wait to be sent.

/** @type {Promise<IDBDatabase | null> | null} */
let opening = null;
/** Where the browser keeps nothing (a private window, a full disk), for as long as the page stands. @type {Map<string, any>} */
const memory = new Map();

/** @returns {Promise<IDBDatabase | null>} */
function openDatabase() {
  opening ??= new Promise((resolve) => {
    setTimeout(() => resolve(null), 4000); // some browsers never answer
    try {
      const asked = indexedDB.open("gridwalk-ask", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
      asked.onerror = () => resolve(null);
      asked.onsuccess = () => resolve(asked.result);
    } catch {
      resolve(null);
    }
  });
  return opening;
}

/** @param {"readonly" | "readwrite"} mode @param {(store: IDBObjectStore) => IDBRequest} work @returns {Promise<any>} */
async function transaction(mode, work) {
  const db = await openDatabase();
  if (!db) throw new Error("no store");
  return new Promise((resolve, reject) => {
    const tx = db.transaction(["kept"], mode, { durability: "strict" });
    const asked = work(tx.objectStore("kept"));
    tx.oncomplete = () => resolve(asked.result);
    tx.onerror = tx.onabort = () => reject(tx.error);
  });
}

/** Store a value; false where it will not outlive the page. @param {string} key @param {any} value */
export async function put(key, value) {
  try {
    await transaction("readwrite", (store) => store.put(value, key));
    memory.delete(key);
    return true;
  } catch {
    memory.set(key, value);
    return false;
  }
}

/** @param {string} key @returns {Promise<any>} */
export const get = async (key) =>
  memory.get(key) ?? (await transaction("readonly", (store) => store.get(key)).catch(() => undefined));

/** @param {string} key */
export async function drop(key) {
  memory.delete(key);
  await transaction("readwrite", (store) => store.delete(key)).catch(() => {});
}

/** All values whose key begins so, in the order of their keys. @param {string} start @returns {Promise<any[]>} */
export async function all(start) {
  const range = IDBKeyRange.bound(start, `${start}\uffff`);
  const kept = await transaction("readonly", (store) => store.getAll(range)).catch(() => []);
  return [...kept, ...[...memory].filter(([key]) => key.startsWith(start)).map(([, value]) => value)];
}
