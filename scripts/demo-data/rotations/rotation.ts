/**
 * A round that an aircraft flies from its base and back, flown every day anew: airports in order, each with the local
 * time of departure where it matters, else as soon as the aircraft is ready.
 */
export type Rotation = [airline: string, type: string, path: string]
