/** Shows a text of the option table. Words between backticks are shown as code. */
export function DocText({ text }: { text: string }) {
  return (
    <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part))}</>
  )
}
