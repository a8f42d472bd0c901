import { anatomy } from './anatomy.ts'
import { CopyButton } from './copy-button.tsx'
import { DownloadLink } from './download-link.tsx'
import { signedUrl } from './signed-url.ts'

/** Shows a URL with its parts in colors. */
export function UrlParts({ origin, rest }: { readonly origin: string; readonly rest: string }) {
  return (
    <>
      {anatomy(origin, rest).map(({ kind, text }, index) => (
        <span key={index} class={`part-${kind}`}>
          {text}
        </span>
      ))}
    </>
  )
}

/** Shows the target's signed URL, with buttons that copy it, open it and save its image. */
export function UrlBar() {
  const now = signedUrl.value
  const rest = now.state === 'signed' ? now.rest : ''
  return (
    <div class="url-bar" data-state={now.state} aria-busy={now.state === 'signing'}>
      <section
        class="url-text"
        aria-label="Text of the signed URL"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling by keys needs focus
        tabIndex={0}
      >
        {now.state === 'refused' ? (
          <span class="quiet">No URL: {now.words}</span>
        ) : (
          <code>{now.rest !== '' && <UrlParts origin={location.origin} rest={now.rest} />}</code>
        )}
      </section>
      <div class="url-actions">
        <CopyButton primary label="Copy URL" text={rest && location.origin + rest} />
        {rest === '' ? (
          <span class="button" aria-disabled="true">
            Open
          </span>
        ) : (
          <a class="button" href={rest} target="_blank" rel="noreferrer">
            Open
          </a>
        )}
        <DownloadLink />
      </div>
    </div>
  )
}
