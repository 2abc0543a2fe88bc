/* Messages that bring something big: a third-party file, a scene. */

/** Ask the kernel once; gives what its answer of the same type carries. */
function askKernel(model, type) {
  return new Promise((resolve) => {
    const take = (message, buffers) => {
      if (message.type !== type) return;
      model.off("msg:custom", take);
      resolve({ message, buffers });
    };
    model.on("msg:custom", take);
    model.send({ type });
  });
}

/** Address of a third-party file: one of the page's own files, else a copy from the kernel. */
function bundleUrl(model, file) {
  const base = document.documentElement.dataset.kneelabStatic;
  if (base) return Promise.resolve(new URL(`${base}${file}`, location.href).href);
  return askKernel(model, "bundle").then(({ buffers }) => URL.createObjectURL(new Blob([buffers[0]], { type: "text/javascript" })));
}
