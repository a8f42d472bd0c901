import { fstatSync, readSync, type Stats, statSync } from 'node:fs'
import { meaningOf } from './command.ts'

/** Exit code for a program whose output nobody reads any more: 128 plus SIGPIPE's number. */
const CLOSED_PIPE = 141

/**
 * Ends this process if its output cannot be written. If the reader has closed a pipe, as `head`
 * does, nothing is printed. For any other error, the process prints a sentence to stderr, and the
 * exit code is 1. Without this, the error would be thrown with a stack trace.
 */
export function endIfUnwritable(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(CLOSED_PIPE)
    const reason = meaningOf(error.code) ?? error.message
    if (stream !== process.stderr) process.stderr.write(`the output cannot be written: ${reason}\n`)
    process.exit(1)
  })
}

function attributesOf(read: () => Stats): Stats | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** Returns `true` if a file can be read. A file that was opened for writing alone cannot. */
function isReadable(fd: number): boolean {
  try {
    readSync(fd, Buffer.alloc(1))
    return true
  } catch {
    return false
  }
}

/**
 * Returns `true` if an output was closed when this process started, as `>&-` does. Node then opens
 * `/dev/null` in its place, for reading and writing. A shell opens `> /dev/null` for writing alone.
 */
function wasClosed(fd: number): boolean {
  const [own, none] = [attributesOf(() => fstatSync(fd)), attributesOf(() => statSync('/dev/null'))]
  return (
    own !== undefined && none !== undefined && own.ino === none.ino && own.dev === none.dev && isReadable(fd)
  )
}

/**
 * Returns a sentence if a command's result would be lost, because standard output is closed. If the
 * errors are lost as well, the caller wants the exit code alone: programs that ignore another
 * program's output also open `/dev/null` for reading and writing.
 */
export function closedOutput(): string | undefined {
  const isLost = wasClosed(1) && !wasClosed(2)
  return isLost
    ? 'standard output is closed; nothing was done. To drop the result, add >/dev/null'
    : undefined
}
