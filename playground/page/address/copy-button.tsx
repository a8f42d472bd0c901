import { useSignal } from '@preact/signals'

const SHOWN_MS = 1500

interface Props {
  /** Button label, which names the copied text: `Copy URL`. */
  readonly label: string
  readonly text: string
  /** `true` for the main action in its panel. */
  readonly primary?: boolean
}

/** Copies a text to the clipboard and confirms this. */
export function CopyButton({ label, text, primary = false }: Props) {
  const result = useSignal('')
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      result.value = 'Copied'
    } catch {
      result.value = 'The browser does not let this page copy: select the text instead'
    }
    setTimeout(() => {
      result.value = ''
    }, SHOWN_MS)
  }
  return (
    <span class="copy">
      <button
        type="button"
        class={primary ? 'button primary' : 'button'}
        onClick={copy}
        disabled={text === ''}
      >
        {label}
      </button>
      <span class="copied" role="status">
        {result}
      </span>
    </span>
  )
}
