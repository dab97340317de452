import { workerData } from 'piscina'
import { createPlanner, type Planner } from './planner.ts'

let planner: Planner | undefined

const loaded = () => {
  planner ??= createPlanner(workerData)
  return planner
}

/** What runs in the thread of planning-thread.ts, whose data is the supergraph's SDL. */
export const load = (): void => void loaded()

export const plan = (text: string) => loaded().plan(text)
