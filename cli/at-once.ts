/**
 * Runs a task for each item, with at most `maxAtOnce` tasks at the same time.
 * @throws the error of the first task that fails. Tasks that are running continue; no further task
 * starts.
 * @example await eachAtOnce(urls, 4, (url) => fetch(url))
 */
export async function eachAtOnce<T>(
  items: Iterable<T>,
  maxAtOnce: number,
  run: (item: T) => Promise<unknown>,
): Promise<void> {
  const queue = items[Symbol.iterator]()
  let failed = false
  async function work(): Promise<void> {
    for (let next = queue.next(); !failed && !next.done; next = queue.next()) {
      await run(next.value).catch((error) => {
        failed = true
        throw error
      })
    }
  }
  await Promise.all(Array.from({ length: maxAtOnce }, work))
}
