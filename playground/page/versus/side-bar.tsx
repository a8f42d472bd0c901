import {
  formatBytes,
  formatFrames,
  formatMs,
  formatSaving,
  formatSize,
  isComparable,
} from '../stage/numbers.ts'
import { ProblemNote } from '../stage/problem-note.tsx'
import { parameters, setParameters } from '../target.ts'
import {
  CHOICES,
  describe,
  hasQuality,
  isPossible,
  isSame,
  type Side,
  settingsOf,
  sideOf,
  withEncoder,
} from './encoders.ts'
import {
  chooseSide,
  currentFile,
  currentProblem,
  type Encoded,
  type Half,
  keepSides,
  retry,
} from './measuring.ts'

const isEncoder = (text: string): text is Side['encoder'] => CHOICES.some(([name]) => name === text)

function ssimText({ ssim, width, height }: Encoded): string {
  if (ssim === undefined) return '…'
  if (ssim === 'failed') return '–'
  return ssim === 'none' ? `none: ${formatSize({ width, height })}` : ssim.toFixed(4)
}

/** Compares the bytes in two files. A still image and an animation are not compared. */
function differenceText(file: Encoded, other: Encoded): string {
  if (isComparable(file.frames, other.frames)) return formatSaving(file.bytes, other.bytes)
  return formatFrames(file.frames, file.frames === 1 ? other.frames : file.frames)
}

interface NumbersProps {
  readonly file: Encoded | undefined
  readonly other: Encoded | undefined
}

/** Shows a file's numbers. They are dashes while the file loads. */
function Numbers({ file, other }: NumbersProps) {
  const rows = [
    ['Bytes', file && formatBytes(file.bytes)],
    ['SSIM', file && ssimText(file)],
    ['Time', file && (file.ms > 0 ? formatMs(file.ms) : undefined)],
  ] as const
  return (
    <dl class="side-numbers" aria-busy={file === undefined}>
      {rows.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="number">{text ?? '–'}</dd>
        </div>
      ))}
      <div>
        <dt>Difference</dt>
        <dd class="number">{file && other ? differenceText(file, other) : '–'}</dd>
      </div>
    </dl>
  )
}

function UseButton({ half, name }: { readonly half: Half; readonly name: string }) {
  const side = half.side.value
  const chosen = sideOf(parameters.value)
  const used = chosen !== undefined && isSame(side, chosen)
  const changes = settingsOf(side, parameters.value)
  const usable = !used && changes !== undefined && currentFile(half) !== undefined
  return (
    <button
      type="button"
      class="button compact"
      aria-label={`${used ? 'Used' : 'Use'}: ${name} side, ${describe(side)}`}
      aria-disabled={!usable}
      onClick={() => {
        if (!usable) return
        keepSides()
        setParameters(changes)
      }}
    >
      {used ? 'Used' : 'Use'}
    </button>
  )
}

const setQuality = (half: Half, quality: number) => chooseSide(half, { ...half.side.peek(), quality })

interface SideBarProps {
  readonly half: Half
  readonly other: Half
  readonly name: 'left' | 'right'
}

/** Chooses a side's encoding and shows its numbers. */
export function SideBar({ half, other, name }: SideBarProps) {
  const side = half.side.value
  const file = currentFile(half)
  const problem = currentProblem(half)
  return (
    <fieldset class="side-bar">
      <legend class="visually-hidden">{name} side</legend>
      <div class="row">
        <select
          class="select"
          aria-label={`Format on the ${name}`}
          value={side.encoder}
          onChange={({ currentTarget: { value } }) => {
            if (isEncoder(value)) chooseSide(half, withEncoder(value))
          }}
        >
          {CHOICES.map(([encoder, label]) => (
            <option key={encoder} value={encoder} disabled={!isPossible(encoder, parameters.value)}>
              {label}
            </option>
          ))}
        </select>
        {side.encoder !== 'original' && <UseButton half={half} name={name} />}
      </div>
      {hasQuality(side) && (
        <div class="side-quality">
          <span>Quality</span>
          <input
            type="range"
            class="range"
            min="1"
            max="100"
            aria-label={`Quality on the ${name}`}
            value={side.quality}
            onInput={({ currentTarget }) => setQuality(half, currentTarget.valueAsNumber)}
          />
          <input
            type="number"
            class="input number"
            min="1"
            max="100"
            aria-label={`Quality of the ${name} side`}
            value={side.quality}
            onInput={({ currentTarget }) => {
              if (currentTarget.validity.valid && currentTarget.value !== '')
                setQuality(half, currentTarget.valueAsNumber)
            }}
          />
        </div>
      )}
      {problem ? (
        <>
          <ProblemNote problem={problem} />
          <div>
            <button type="button" class="button compact" onClick={() => retry(half)}>
              Try again
            </button>
          </div>
        </>
      ) : (
        <Numbers file={file} other={currentFile(other)} />
      )}
    </fieldset>
  )
}
