import { useSignal } from '@preact/signals'
import { signing } from '../signed.ts'
import { parsed, setTarget, target } from '../target.ts'
import { anatomy, type PartKind, toTarget } from './anatomy.ts'
import { freeSize, freeSizes, signedUrl } from './signed-url.ts'
import { UrlParts } from './url-bar.tsx'

/** Meaning of each part kind, in URL order. */
const MEANINGS: readonly (readonly [kind: PartKind, name: string, meaning: string])[] = [
  ['origin', 'host', 'not signed: the server answers on its own hosts only'],
  ['path', 'path', 'signed: chooses the zone, and in it the original'],
  ['parameter', 'parameters', 'signed: how the image is changed'],
  ['claim', 'claims', 'signed: expiry, start and client address'],
  ['grant', 'grants', 'signed: what may be chosen after the token'],
  ['token', 'token', 'the signature: HMAC-SHA256 over path and query'],
  ['free', 'free part', 'not signed: only a value that a grant lists'],
]

interface AnatomyProps {
  readonly origin: string
  readonly rest: string
}

/** Shows a URL with its parts in colors and explains each part. */
export function Anatomy({ origin, rest }: AnatomyProps) {
  const parts = anatomy(origin, rest)
  const present = MEANINGS.filter(([kind]) => parts.some((part) => part.kind === kind))
  return (
    <>
      <code class="code anatomy">
        <UrlParts origin={origin} rest={rest} />
      </code>
      <dl class="meanings">
        {present.map(([kind, name, meaning]) => (
          <div key={kind}>
            <dt class={`part-${kind}`}>{name}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

const NO_TARGET = 'Begin with / for a path, or with http:// or https:// for a whole URL.'

/**
 * Text field for the target. It shows each changed target, and a changed text changes the target.
 */
function TargetField() {
  /**
   * Target at the time when the field received an invalid text. It is `undefined` while the text is
   * a valid target.
   */
  const unread = useSignal<string | undefined>(undefined)
  const mistake = unread.value === target.value ? NO_TARGET : parsed.value.error
  return (
    <label class="target">
      <span>Path and query, without the token; paste any URL</span>
      <textarea
        class="textarea"
        rows={2}
        spellcheck={false}
        value={target.value}
        aria-invalid={mistake !== undefined}
        aria-describedby="target-mistake"
        onInput={({ currentTarget }) => {
          const next = toTarget(currentTarget.value)
          const reads = next.startsWith('/')
          unread.value = reads ? undefined : target.peek()
          if (reads) setTarget(next, 'text')
        }}
      />
      <span id="target-mistake" class="mistake">
        {mistake}
      </span>
    </label>
  )
}

/** Shows the exact text that the token covers. */
function Message({ text, keyId }: { text: string; keyId: string }) {
  return (
    <details class="message">
      <summary>The signed text</summary>
      <p class="quiet">
        token = base64url(HMAC-SHA256(key <b>{keyId}</b>, this text)). The key stays on the server.
      </p>
      <pre class="code break">{text}</pre>
    </details>
  )
}

function FreePart() {
  const { name, values } = freeSizes.value
  if (values.length === 0) return null
  return (
    <label>
      Free part{' '}
      <select
        class="select fit"
        value={freeSize.value}
        onChange={({ currentTarget }) => {
          freeSize.value = currentTarget.value
        }}
      >
        <option value="">none</option>
        {values.map((value) => (
          <option key={value} value={String(value)}>
            {name}={value}
          </option>
        ))}
      </select>
    </label>
  )
}

/**
 * Explains the signed URL's parts, and shows the target, the signed text, and a granted size to
 * choose.
 */
export function Url() {
  const now = signing.value
  const url = signedUrl.value
  return (
    <div class="stack">
      {url.state === 'refused' ? (
        <p role="status">{url.words}</p>
      ) : (
        url.rest !== '' && <Anatomy origin={location.origin} rest={url.rest} />
      )}
      <FreePart />
      <TargetField />
      {now && 'signed' in now && <Message text={now.signed.message} keyId={now.signed.keyId} />}
    </div>
  )
}
