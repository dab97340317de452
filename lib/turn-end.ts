let end: Promise<void> | undefined

/** Resolves, for all who wait, once the event loop has handled whatever had come: what they write then goes out together. */
export function turnEnd(): Promise<void> {
  end ??= new Promise((resolve) =>
    setImmediate(() => {
      end = undefined
      resolve()
    }),
  )
  return end
}
