import type { Rotation } from './rotation.ts'

export const MERLION: Rotation[] = [
  ['ML', 'A359', 'SIN@23:45 LHR@11:00 SIN'],
  ['ML', 'A359', 'SIN@23:55 FRA@12:15 SIN'],
  ['ML', 'B77W', 'SIN@09:10 NRT@18:30 SIN'],
  ['ML', 'B789', 'SIN@07:15 SYD@16:00 SIN'],
  ['ML', 'B789', 'SIN@08:00 DEL@18:00 SIN'],
  ['ML', 'B789', 'SIN@08:45 HKG SIN'],
  ['ML', 'B789', 'SIN@01:20 PVG@08:50 SIN'],
  ['ML', 'A20N', 'SIN@07:00 KUL SIN CGK SIN'],
  ['ML', 'A20N', 'SIN@07:30 BKK SIN DPS SIN'],
  ['ML', 'A20N', 'SIN@08:30 SGN SIN HKT SIN'],
  ['ML', 'A20N', 'SIN@09:30 MNL SIN'],
  ['ML', 'A20N', 'SIN@09:00 HAN SIN'],
]

export const SAKURA: Rotation[] = [
  ['JW', 'A21N', 'HND@06:30 CTS HND FUK HND KIX HND'],
  ['JW', 'A20N', 'HND@08:15 ICN HND PVG HND'],
  ['JW', 'A21N', 'NRT@09:20 TPE NRT'],
  ['JW', 'A21N', 'HND@08:50 PEK HND'],
  ['JW', 'A21N', 'KIX@09:10 CAN KIX'],
  ['JW', 'B77W', 'HND@10:50 JFK@14:00 HND'],
  ['JW', 'B789', 'HND@23:50 LAX@11:00 HND'],
  ['JW', 'B789', 'NRT@11:15 DEL@20:00 NRT'],
  ['JW', 'B789', 'NRT@17:10 BKK@23:00 NRT'],
]

export const AUSTRAL: Rotation[] = [
  ['XC', 'B738', 'SYD@06:15 MEL SYD BNE SYD'],
  ['XC', 'B738', 'MEL@06:30 BNE MEL AKL MEL'],
  ['XC', 'A21N', 'SYD@08:00 PER SYD'],
  ['XC', 'A21N', 'MEL@09:00 PER@16:00 MEL'],
  ['XC', 'A21N', 'SYD@07:30 AKL SYD'],
  ['XC', 'B789', 'SYD@11:30 SIN@20:30 SYD'],
  ['XC', 'B789', 'PER@18:45 LHR@13:00 PER'],
  ['XC', 'B789', 'SYD@21:20 SCL@13:00 SYD'],
]
