import { trustedHtml } from '#lib/html.ts'

export const style = trustedHtml(`
:root { color-scheme: light dark; --ink: #16213a; --soft: #5b6780; --line: #dfe5ef; --page: #f3f6fb; --card: #fff; --blue: #1b3a8f; --hover: #f0f4fc }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf5; --soft: #9aa7c0; --line: #2a3550; --page: #0d1424; --card: #141d33; --blue: #8fb0ff; --hover: #1a2542 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif }
header { background: #1b3a8f; color: #fff; padding: 14px 24px; display: flex; gap: 12px; align-items: baseline; flex-wrap: wrap }
header a { color: #fff; text-decoration: none; font-weight: 700; font-size: 18px }
header span { opacity: .8; font-size: 13px }
main { max-width: 980px; margin: 24px auto; padding: 0 16px }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; overflow: hidden }
.mails { list-style: none; margin: 0; padding: 0 }
.mails li + li { border-top: 1px solid var(--line) }
.mails a { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 16px; padding: 12px 18px; color: inherit; text-decoration: none }
.mails a:hover, .mails a:focus-visible { background: var(--hover) }
.mails .subject { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.mails .to, time { color: var(--soft); font-size: 13px }
.mails .to { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.mails .files { text-align: right; color: var(--soft); font-size: 13px }
.empty { padding: 48px 18px; text-align: center; color: var(--soft) }
h1 { font-size: 22px; line-height: 1.3; margin: 0; padding: 20px 22px 8px; overflow-wrap: anywhere }
h2 { font-size: 13px; text-transform: uppercase; letter-spacing: .06em; color: var(--soft); margin: 26px 4px 8px }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 4px 16px; margin: 0; padding: 0 22px 18px; font-size: 14px }
dt { color: var(--soft) }
dd { margin: 0; overflow-wrap: anywhere }
iframe { display: block; width: 100%; height: 760px; border: 0; background: #fff }
pre { margin: 0; padding: 18px 22px; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.55 ui-monospace, Menlo, Consolas, monospace }
.attachments { display: flex; gap: 10px; flex-wrap: wrap; padding: 14px 18px }
.attachments a, .raw { color: var(--blue); text-decoration: none; border: 1px solid var(--line); border-radius: 8px; padding: 7px 12px; font-size: 14px }
.attachments a:hover, .raw:hover { background: var(--hover) }
.raw { display: inline-block; margin-top: 18px }
`)
