// Takes the service worker and its caches away; IndexedDB, where unsent work lies, is left alone.
(async () => {
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(workers.map((worker) => worker.unregister()));
  const names = "caches" in window ? await caches.keys() : [];
  await Promise.all(names.map((name) => caches.delete(name)));
  const done = document.getElementById("done");
  if (done) done.textContent = `✓ ${workers.length} · ${names.length}`;
})();
