import type { Rotation } from './rotation.ts'

export const ALBION: Rotation[] = [
  ['BN', 'B77W', 'LHR@09:30 JFK@18:30 LHR'],
  ['BN', 'A359', 'LHR@16:00 JFK@22:00 LHR'],
  ['BN', 'B789', 'LHR@11:15 BOS@18:15 LHR'],
  ['BN', 'B77W', 'LHR@11:50 LAX@18:00 LHR'],
  ['BN', 'B77W', 'LHR@21:00 DEL@12:30 LHR'],
  ['BN', 'A359', 'LHR@10:10 BOM@03:00 LHR'],
  ['BN', 'B77W', 'LHR@21:30 SIN@23:30 LHR'],
  ['BN', 'A20N', 'LHR@06:50 EDI LHR AMS LHR'],
  ['BN', 'A20N', 'LHR@07:10 DUB LHR MAN LHR CDG LHR'],
  ['BN', 'A20N', 'LHR@07:30 FRA LHR MAD LHR'],
  ['BN', 'A20N', 'LHR@09:00 ATH LHR'],
  ['BN', 'A20N', 'LHR@07:40 CPH LHR OSL LHR'],
  ['BN', 'A20N', 'LGW@06:30 NCE LGW BCN LGW'],
]

export const EUROPA: Rotation[] = [
  ['YE', 'B77W', 'FRA@10:40 JFK@17:30 FRA'],
  ['YE', 'B789', 'MAD@23:40 EZE@21:00 MAD'],
  ['YE', 'A359', 'FRA@13:30 DEL@03:00 FRA'],
  ['YE', 'A359', 'CDG@13:45 HND@22:30 CDG'],
  ['YE', 'B77W', 'FRA@21:50 SIN@23:50 FRA'],
  ['YE', 'A20N', 'FRA@06:40 BER FRA CDG FRA HAM FRA'],
  ['YE', 'A20N', 'FRA@07:10 VIE FRA MUC FRA WAW FRA'],
  ['YE', 'A20N', 'FRA@08:00 ARN FRA FCO FRA'],
  ['YE', 'A20N', 'CDG@07:00 MAD CDG NCE CDG LIS CDG'],
  ['YE', 'A20N', 'CDG@08:30 IST CDG'],
  ['YE', 'E190', 'MUC@06:30 MXP MUC BRU MUC ZRH MUC'],
  ['YE', 'A20N', 'MUC@07:50 HEL MUC PRG MUC'],
]
