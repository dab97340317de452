export interface LoopResult {
  perSecond: number
  latenciesMs: number[]
}

/** So many clients at once, each with its next job as soon as the last is answered, until all jobs are done. */
export async function closedLoop<T>(
  jobs: readonly T[],
  { clients, work }: { clients: number; work: (job: T) => Promise<unknown> },
): Promise<LoopResult> {
  const latenciesMs: number[] = []
  let next = 0
  const client = async () => {
    for (let n = next++; n < jobs.length; n = next++) {
      const began = performance.now()
      await work(jobs[n] as T)
      latenciesMs.push(performance.now() - began)
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: clients }, client))
  return { perSecond: jobs.length / ((performance.now() - began) / 1000), latenciesMs }
}
