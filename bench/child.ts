import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A child process that answers each message with one message. */
export interface Child<Question, Answer> {
  /**
   * Sends a question and returns its answer. Only one question may be pending. Returns `undefined`
   * if the process ended.
   */
  request(question: Question): Promise<Answer | undefined>
  close(): void
}

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/**
 * Starts a bench script, which can import kernels, and waits for its first message.
 * @param flags Node's command-line options
 */
export async function startChild<Question extends object, Answer>(
  script: string,
  argument: string,
  flags: readonly string[] = [],
): Promise<Child<Question, Answer>> {
  const child = fork(path(script), [argument], {
    execArgv: ['--import', path('../cli/wasm-hook.ts'), ...flags],
    serialization: 'advanced',
  })
  const next = () =>
    new Promise<Answer | undefined>((resolve) => {
      const ended = () => resolve(undefined)
      child.once('exit', ended)
      child.once('message', (answer) => {
        child.off('exit', ended)
        resolve(answer as Answer)
      })
    })
  await next()
  return {
    request(question) {
      const answer = next()
      child.send(question)
      return answer
    },
    close: () => child.disconnect(),
  }
}
