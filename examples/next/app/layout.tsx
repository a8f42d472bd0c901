import type { Metadata } from 'next'

export const metadata: Metadata = { title: 'Signet in Next' }

export default function RootLayout({ children }: LayoutProps<'/'>) {
  return (
    <html lang="en">
      <body style={{ margin: '2rem', fontFamily: 'sans-serif' }}>{children}</body>
    </html>
  )
}
