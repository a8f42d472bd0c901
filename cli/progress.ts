/** Where progress is shown: stderr, or a stand-in for it. */
export interface Screen {
  /** Whether it is a terminal, on which a line can be written over. */
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** How far a command has come. */
export interface Progress {
  /** @param counts what happened so far, such as `made 3, cached 9` */
  show(done: number, counts: string): void
  /** Leaves nothing of the bar behind. */
  end(): void
}

/** Between two lines where there is no terminal. */
const LINE_MS = 5000
/** Between two pictures of the bar. */
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
  /** `undefined` where it is not known: there is neither a bar then nor a time left. */
  readonly total: number | undefined
  readonly counts: string
  /** Seconds. */
  readonly elapsed: number
}

function formatLine({ done, total, counts, elapsed }: State): string {
  if (total === undefined) return `${done}  ${counts}`
  // The first second says little.
  const isKnown = done > 0 && done < total && elapsed >= 1
  const left = isKnown ? `  ${formatSeconds((elapsed / done) * (total - done))} left` : ''
  return `${done}/${total}  ${counts}${left}`
}

/**
 * One line of progress, as wide as there is room.
 * @param width columns
 * @example formatBar({ done: 5, total: 10, counts: 'made 5', elapsed: 4 }, 40) // '[#######--------] 5/10  made 5  4 s left'
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
 * Shows progress: a bar on a terminal, else a line every five seconds. Small enough that no package is worth its upkeep:
 * cli-progress had its last release in 2023.
 *
 * @param now milliseconds
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
      // In the last column some terminals begin a new line.
      if (screen.isTTY) screen.write(CLEAR + formatBar(state, (screen.columns ?? 80) - 1))
      else screen.write(`${formatLine(state)}\n`)
    },
    end() {
      if (screen.isTTY) screen.write(CLEAR)
    },
  }
}
