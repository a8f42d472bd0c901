/** Output for progress: stderr, or a substitute in tests. */
export interface Screen {
  /** `true` if the output is a terminal, in which a line can be overwritten. */
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** A command's progress display. */
export interface Progress {
  /**
   * Shows the number of finished items.
   * @param counts results so far, such as `made 3, cached 9`
   */
  show(done: number, counts: string): void
  /** Removes the progress bar from the terminal. */
  end(): void
}

/** Milliseconds between two progress lines if the output is not a terminal. */
const LINE_MS = 5000
/** Minimum milliseconds between two updates of the bar. */
const FRAME_MS = 100
const CLEAR = '\r\u001B[K'
const WIDEST_BAR = 40
const NARROWEST_BAR = 5

function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  return whole < 3600 ? `${Math.ceil(whole / 60)} min` : `${Math.ceil(whole / 3600)} h`
}

interface State {
  readonly done: number
  /** Total item count. If it is `undefined`, neither a bar nor the remaining time is shown. */
  readonly total: number | undefined
  readonly counts: string
  /** Seconds since the start. */
  readonly elapsed: number
}

function formatLine({ done, total, counts, elapsed }: State): string {
  if (total === undefined) return `${done}  ${counts}`
  // An estimate from the first second would be too inaccurate.
  const isKnown = done > 0 && done < total && elapsed >= 1
  const left = isKnown ? `  ${formatSeconds((elapsed / done) * (total - done))} left` : ''
  return `${done}/${total}  ${counts}${left}`
}

/**
 * Formats one progress line that is at most as wide as the terminal.
 * @param width in columns
 * @example
 * formatBar({ done: 5, total: 10, counts: 'made 5', elapsed: 4 }, 40)
 * // '[#######--------] 5/10  made 5  4 s left'
 */
export function formatBar(state: State, width: number): string {
  const { done, total } = state
  const text = formatLine(state)
  const room = Math.min(width - text.length - '[] '.length, WIDEST_BAR)
  if (!total || room < NARROWEST_BAR) return text.slice(0, width)
  const filled = Math.floor((room * done) / total)
  return `[${'#'.repeat(filled)}${'-'.repeat(room - filled)}] ${text}`
}

/**
 * Shows progress as a bar on a terminal, or else as a line every five seconds. There is no package
 * for this because cli-progress had its last release in 2023 and the code is small.
 *
 * @param now returns the time in milliseconds
 */
export function showProgress(screen: Screen, total?: number, now: () => number = Date.now): Progress {
  const began = now()
  const every = screen.isTTY ? FRAME_MS : LINE_MS
  let shown = screen.isTTY ? Number.NEGATIVE_INFINITY : began
  return {
    show(done, counts) {
      const time = now()
      if (time - shown < every) return
      shown = time
      const state = { done, total, counts, elapsed: (time - began) / 1000 }
      // Some terminals start a new line when a character is written in the last column.
      if (screen.isTTY) screen.write(CLEAR + formatBar(state, (screen.columns ?? 80) - 1))
      else screen.write(`${formatLine(state)}\n`)
    },
    end() {
      if (screen.isTTY) screen.write(CLEAR)
    },
  }
}
