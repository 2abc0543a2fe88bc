/* The record as a file, under a local `kneelab serve --record`. Each answer names the state of the file by a tag;
   what is written names the tag that it follows, so that nobody writes over what he has not read. */

/** Where this page's server keeps a file, or null. */
const recordFileAddress = () => document.documentElement.dataset.kneelabRecord || null;

function createRecordFile({ address, strings }) {
  let tag = null;
  async function ask(method, body) {
    const headers = { "Content-Type": "application/json" };
    if (method !== "GET") headers["If-Match"] = tag;
    let response;
    let answer;
    try {
      response = await fetch(address, { method, headers, body, cache: "no-store" });
      answer = response.status === 204 ? {} : await response.json();
    } catch {
      return { problem: strings["store.file_unreachable"] };
    }
    if (response.status === 412) return { overtaken: true };
    if (!response.ok) return { problem: answer.problem || strings["store.file_unreachable"] };
    tag = response.headers.get("ETag");
    return answer;
  }
  return {
    /** `{ record, note }`, where a record may be null; or `{ problem }`. */
    async read() {
      const answer = await ask("GET");
      if (answer.problem || !answer.record) return answer;
      const { record, refused, version } = parseRecord(JSON.stringify(answer.record));
      if (refused === "newer") return { problem: fill(strings["store.file_newer"], { version }) };
      return record ? { record, note: answer.note } : { problem: strings["store.not_a_record"] };
    },
    /** `{}`, `{ overtaken }` when the file is another by now, or `{ problem }`. */
    write: (record) => ask("PUT", JSON.stringify(record)),
    remove: () => ask("DELETE"),
  };
}
