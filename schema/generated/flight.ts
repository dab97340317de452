// Made by scripts/codegen.ts from schema/flight.graphql: do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { FlightRow } from '../../subgraphs/flight/timetable/flight.ts';
import type { Airport as AirportRow, City as CityRow, Airline as AirlineRow } from '../../subgraphs/flight/catalogue/catalogue.ts';
import type { MaintenanceRow, AircraftRow, LayoutRow } from '../../subgraphs/flight/fleet/store.ts';
import type { ScheduleRow } from '../../subgraphs/flight/schedules/schedule.ts';
import type { PricedJourney, Layover as LayoverRow } from '../../subgraphs/flight/search/itinerary.ts';
import type { Context } from '../../subgraphs/flight/context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** RFC 3339 instant with the offset in force where it happens: 2027-03-28T07:05:00+02:00 */
  DateTime: { input: string; output: string; }
  /** ISO 8601 calendar date: 2027-03-28 */
  LocalDate: { input: string; output: string; }
  /** ISO 8601 duration: PT2H5M */
  Duration: { input: string; output: string; }
  /** Exact decimal as a string, with the currency's own number of fraction digits: "1250.00", "98000" */
  Decimal: { input: string; output: string; }
  /** ISO 4217 code */
  Currency: { input: string; output: string; }
  _FieldSet: { input: string; output: string; }
};

/** Each includes the one before it */
export type Role =
  | 'CUSTOMER'
  | 'OPERATOR'
  | 'ADMIN';

export type Money = {
  amount: Scalars['Decimal']['output'];
  currency: Scalars['Currency']['output'];
};

export type PageInfo = {
  hasNextPage: Scalars['Boolean']['output'];
  hasPreviousPage: Scalars['Boolean']['output'];
  startCursor?: Maybe<Scalars['String']['output']>;
  endCursor?: Maybe<Scalars['String']['output']>;
};

/** Something the caller can act on. Every member of a result union that is not the success implements it. */
export type Problem = {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export type InvalidInput = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export type NotFound = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export type WrongState = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
  state: Scalars['String']['output'];
};

/** The same idempotencyKey came before with other input */
export type IdempotencyConflict = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export type CabinClass =
  | 'ECONOMY'
  | 'PREMIUM_ECONOMY'
  | 'BUSINESS'
  | 'FIRST';

export type SeatPosition =
  | 'WINDOW'
  | 'MIDDLE'
  | 'AISLE';

export type SeatFeature =
  | 'EXTRA_LEGROOM'
  | 'EXIT_ROW'
  | 'BULKHEAD'
  | 'BASSINET'
  | 'ACCESSIBLE'
  | 'NO_RECLINE'
  | 'NEAR_LAVATORY';

export type CabinLayout = {
  cabin: CabinClass;
  firstRow: Scalars['Int']['output'];
  lastRow: Scalars['Int']['output'];
  columns: Array<Scalars['String']['output']>;
  aisleAfter: Array<Scalars['String']['output']>;
};

export type FlightStatus =
  | 'SCHEDULED'
  | 'DELAYED'
  | 'BOARDING'
  | 'DEPARTED'
  | 'LANDED'
  | 'ARRIVED'
  | 'DIVERTED'
  | 'CANCELLED';

export type Airline = {
  code: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  /** What is retired is used for nothing new */
  retiredAt?: Maybe<Scalars['DateTime']['output']>;
};

export type City = {
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  countryCode: Scalars['String']['output'];
  airports: Array<Airport>;
};

export type Airport = {
  code: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  city: City;
  timeZone: Scalars['String']['output'];
  latitude: Scalars['Float']['output'];
  longitude: Scalars['Float']['output'];
  /** The least time between an arrival and the departure of a connection */
  minConnection: Scalars['Duration']['output'];
  retiredAt?: Maybe<Scalars['DateTime']['output']>;
};

/** Immutable: a change makes a new version. */
export type SeatLayout = {
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  version: Scalars['Int']['output'];
  cabins: Array<CabinLayout>;
  seatCount: Scalars['Int']['output'];
  retiredAt?: Maybe<Scalars['DateTime']['output']>;
};

export type MaintenanceWindow = {
  id: Scalars['ID']['output'];
  from: Scalars['DateTime']['output'];
  to: Scalars['DateTime']['output'];
  reason: Scalars['String']['output'];
};

export type Aircraft = {
  id: Scalars['ID']['output'];
  registration: Scalars['String']['output'];
  typeCode: Scalars['String']['output'];
  layout: SeatLayout;
  maintenance: Array<MaintenanceWindow>;
  flights: Array<Flight>;
  retiredAt?: Maybe<Scalars['DateTime']['output']>;
};


export type AircraftFlightsArgs = {
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
};

export type Station = {
  airport: Airport;
  terminal?: Maybe<Scalars['String']['output']>;
  gate?: Maybe<Scalars['String']['output']>;
  scheduled: Scalars['DateTime']['output'];
  estimated?: Maybe<Scalars['DateTime']['output']>;
  actual?: Maybe<Scalars['DateTime']['output']>;
};

export type Fare = {
  cabin: CabinClass;
  base: Money;
  taxes: Money;
  total: Money;
  refundable: Scalars['Boolean']['output'];
  cancelFee: Money;
  changeFee: Money;
};

export type Flight = {
  id: Scalars['ID']['output'];
  airline: Airline;
  number: Scalars['String']['output'];
  status: FlightStatus;
  departure: Station;
  arrival: Station;
  duration: Scalars['Duration']['output'];
  distanceKm: Scalars['Int']['output'];
  aircraft?: Maybe<Aircraft>;
  fares: Array<Fare>;
  salesCloseAt: Scalars['DateTime']['output'];
  /** Why it is late, diverted or cancelled */
  statusReason?: Maybe<Scalars['String']['output']>;
  schedule?: Maybe<Schedule>;
};

export type FlightEdge = {
  cursor: Scalars['String']['output'];
  node: Flight;
};

export type FlightConnection = {
  edges: Array<FlightEdge>;
  nodes: Array<Flight>;
  pageInfo: PageInfo;
};

/** Weekly pattern in local wall time; expanded into flights date by date, so a DST change moves the instant, never the wall time. */
export type Schedule = {
  id: Scalars['ID']['output'];
  airline: Airline;
  number: Scalars['String']['output'];
  origin: Airport;
  destination: Airport;
  departureTime: Scalars['String']['output'];
  /** ISO weekdays, Monday = 1 */
  daysOfWeek: Array<Scalars['Int']['output']>;
  validFrom: Scalars['LocalDate']['output'];
  validTo: Scalars['LocalDate']['output'];
  duration: Scalars['Duration']['output'];
  layout: SeatLayout;
  /** Sold flights that a change of the schedule left as they are: to be decided one by one, by rescheduleFlight, cancelFlight or keepFlight */
  undecided: Array<Flight>;
};

/** One way to travel. `price` is the cheapest total for all passengers in the cabin asked for; its flights share one currency. */
export type Itinerary = {
  id: Scalars['ID']['output'];
  flights: Array<Flight>;
  stops: Scalars['Int']['output'];
  departsAt: Scalars['DateTime']['output'];
  arrivesAt: Scalars['DateTime']['output'];
  duration: Scalars['Duration']['output'];
  layovers: Array<Layover>;
  price: Money;
};

export type Layover = {
  airport: Airport;
  duration: Scalars['Duration']['output'];
  overnight: Scalars['Boolean']['output'];
  /** Whether the next flight leaves from another terminal; null while one of the two is not known */
  terminalChange?: Maybe<Scalars['Boolean']['output']>;
};

export type ItineraryEdge = {
  cursor: Scalars['String']['output'];
  node: Itinerary;
};

export type ItineraryConnection = {
  edges: Array<ItineraryEdge>;
  nodes: Array<Itinerary>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

/** BEST weighs price, duration and stops; ties go to the earlier departure, then the id. */
export type ItinerarySort =
  | 'BEST'
  | 'PRICE'
  | 'DURATION'
  | 'DEPARTURE'
  | 'ARRIVAL';

export type FlightSearch = {
  origin: Scalars['ID']['input'];
  destination: Scalars['ID']['input'];
  date: Scalars['LocalDate']['input'];
  passengers?: Scalars['Int']['input'];
  cabin?: CabinClass;
  /** 0, 1 or 2 */
  maxStops?: Scalars['Int']['input'];
  airlines?: InputMaybe<Array<Scalars['ID']['input']>>;
  maxPrice?: InputMaybe<Scalars['Decimal']['input']>;
  /** Local wall time at the origin, 24 h: "06:00" */
  departAfter?: InputMaybe<Scalars['String']['input']>;
  departBefore?: InputMaybe<Scalars['String']['input']>;
  /** Also search this many days either side */
  flexDays?: Scalars['Int']['input'];
};

export type DatePrice = {
  date: Scalars['LocalDate']['output'];
  price?: Maybe<Money>;
};

export type Query = {
  searchFlights: ItineraryConnection;
  /** Cheapest price per day for the days from `from` to `to`, at most 62 */
  priceCalendar: Array<DatePrice>;
  flight?: Maybe<Flight>;
  schedule?: Maybe<Schedule>;
  airport?: Maybe<Airport>;
  /** By code, name or city, best match first */
  airports: Array<Airport>;
  airlines: Array<Airline>;
  flights: FlightConnection;
  aircraft?: Maybe<Aircraft>;
  fleet: Array<Aircraft>;
  seatLayouts: Array<SeatLayout>;
  schedules: ScheduleConnection;
};


export type QuerySearchFlightsArgs = {
  search: FlightSearch;
  sort?: ItinerarySort;
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryPriceCalendarArgs = {
  origin: Scalars['ID']['input'];
  destination: Scalars['ID']['input'];
  from: Scalars['LocalDate']['input'];
  to: Scalars['LocalDate']['input'];
  cabin?: CabinClass;
};


export type QueryFlightArgs = {
  id: Scalars['ID']['input'];
};


export type QueryScheduleArgs = {
  id: Scalars['ID']['input'];
};


export type QueryAirportArgs = {
  code: Scalars['ID']['input'];
};


export type QueryAirportsArgs = {
  query: Scalars['String']['input'];
  first?: Scalars['Int']['input'];
};


export type QueryFlightsArgs = {
  airline?: InputMaybe<Scalars['ID']['input']>;
  origin?: InputMaybe<Scalars['ID']['input']>;
  destination?: InputMaybe<Scalars['ID']['input']>;
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
  status?: InputMaybe<FlightStatus>;
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryAircraftArgs = {
  registration: Scalars['String']['input'];
};


export type QuerySchedulesArgs = {
  airline?: InputMaybe<Scalars['ID']['input']>;
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

export type CabinLayoutInput = {
  cabin: CabinClass;
  firstRow: Scalars['Int']['input'];
  lastRow: Scalars['Int']['input'];
  columns: Array<Scalars['String']['input']>;
  aisleAfter: Array<Scalars['String']['input']>;
  /** Seats that are not there, such as beside a galley */
  without?: Array<Scalars['String']['input']>;
  features?: Array<SeatFeatureInput>;
};

export type SeatFeatureInput = {
  seat: Scalars['String']['input'];
  features: Array<SeatFeature>;
};

/** A name that is there already makes its next version. */
export type CreateSeatLayoutInput = {
  name: Scalars['String']['input'];
  cabins: Array<CabinLayoutInput>;
  idempotencyKey: Scalars['ID']['input'];
};

export type CreateAircraftInput = {
  registration: Scalars['String']['input'];
  typeCode: Scalars['String']['input'];
  layoutId: Scalars['ID']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

export type CreateAirportInput = {
  code: Scalars['ID']['input'];
  name: Scalars['String']['input'];
  city: Scalars['String']['input'];
  countryCode: Scalars['String']['input'];
  timeZone: Scalars['String']['input'];
  latitude: Scalars['Float']['input'];
  longitude: Scalars['Float']['input'];
  minConnection?: Scalars['Duration']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

/** What is left out stays as it is; a time zone changes only while no flight is to come or go there. */
export type UpdateAirportInput = {
  code: Scalars['ID']['input'];
  name?: InputMaybe<Scalars['String']['input']>;
  city?: InputMaybe<Scalars['String']['input']>;
  countryCode?: InputMaybe<Scalars['String']['input']>;
  timeZone?: InputMaybe<Scalars['String']['input']>;
  latitude?: InputMaybe<Scalars['Float']['input']>;
  longitude?: InputMaybe<Scalars['Float']['input']>;
  minConnection?: InputMaybe<Scalars['Duration']['input']>;
  idempotencyKey: Scalars['ID']['input'];
};

export type CreateAirlineInput = {
  code: Scalars['ID']['input'];
  name: Scalars['String']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

export type UpdateAirlineInput = {
  code: Scalars['ID']['input'];
  name: Scalars['String']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

/** What is left out stays as it is; the layout changes only while the aircraft has no flights ahead: assignAircraft tells travellers, this would not. */
export type UpdateAircraftInput = {
  aircraftId: Scalars['ID']['input'];
  registration?: InputMaybe<Scalars['String']['input']>;
  typeCode?: InputMaybe<Scalars['String']['input']>;
  layoutId?: InputMaybe<Scalars['ID']['input']>;
  idempotencyKey: Scalars['ID']['input'];
};

/** By the code of an airline or airport, the id of a layout or aircraft; `retired: false` takes it back. */
export type RetireInput = {
  id: Scalars['ID']['input'];
  retired?: Scalars['Boolean']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

export type CancelMaintenanceInput = {
  maintenanceId: Scalars['ID']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

export type FareInput = {
  cabin: CabinClass;
  base: Scalars['Decimal']['input'];
  taxes: Scalars['Decimal']['input'];
  currency: Scalars['Currency']['input'];
  refundable?: Scalars['Boolean']['input'];
  cancelFee?: Scalars['Decimal']['input'];
  changeFee?: Scalars['Decimal']['input'];
  surcharges?: Array<SeatSurchargeInput>;
};

/** What seats of this kind cost over the fare; where several fit, the dearest counts. */
export type SeatSurchargeInput = {
  seats?: InputMaybe<Array<Scalars['String']['input']>>;
  feature?: InputMaybe<SeatFeature>;
  position?: InputMaybe<SeatPosition>;
  amount: Scalars['Decimal']['input'];
};

export type ScheduleFlightInput = {
  airline: Scalars['ID']['input'];
  number: Scalars['String']['input'];
  origin: Scalars['ID']['input'];
  destination: Scalars['ID']['input'];
  /** Local wall time at the origin: "2027-03-28T07:05" */
  departure: Scalars['String']['input'];
  duration: Scalars['Duration']['input'];
  /** Without one, any aircraft of that layout can be assigned later */
  aircraftId?: InputMaybe<Scalars['ID']['input']>;
  layoutId?: InputMaybe<Scalars['ID']['input']>;
  fares: Array<FareInput>;
  idempotencyKey: Scalars['ID']['input'];
};

export type CreateScheduleInput = {
  airline: Scalars['ID']['input'];
  number: Scalars['String']['input'];
  origin: Scalars['ID']['input'];
  destination: Scalars['ID']['input'];
  departureTime: Scalars['String']['input'];
  daysOfWeek: Array<Scalars['Int']['input']>;
  validFrom: Scalars['LocalDate']['input'];
  validTo: Scalars['LocalDate']['input'];
  duration: Scalars['Duration']['input'];
  layoutId: Scalars['ID']['input'];
  fares: Array<FareInput>;
  idempotencyKey: Scalars['ID']['input'];
};

/** From today on; what is left out stays as it is. An earlier `validTo` ends the schedule. */
export type UpdateScheduleInput = {
  scheduleId: Scalars['ID']['input'];
  departureTime?: InputMaybe<Scalars['String']['input']>;
  daysOfWeek?: InputMaybe<Array<Scalars['Int']['input']>>;
  validTo?: InputMaybe<Scalars['LocalDate']['input']>;
  duration?: InputMaybe<Scalars['Duration']['input']>;
  layoutId?: InputMaybe<Scalars['ID']['input']>;
  fares?: InputMaybe<Array<FareInput>>;
  idempotencyKey: Scalars['ID']['input'];
};

/** `departure` in local wall time at the origin. Travellers are told. */
export type RescheduleFlightInput = {
  flightId: Scalars['ID']['input'];
  departure: Scalars['String']['input'];
  duration?: InputMaybe<Scalars['Duration']['input']>;
  reason?: InputMaybe<Scalars['String']['input']>;
  idempotencyKey: Scalars['ID']['input'];
};

/** The flight stays as it is, though its schedule is another now. */
export type KeepFlightInput = {
  flightId: Scalars['ID']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

export type StationUpdate = {
  terminal?: InputMaybe<Scalars['String']['input']>;
  gate?: InputMaybe<Scalars['String']['input']>;
  estimated?: InputMaybe<Scalars['DateTime']['input']>;
  actual?: InputMaybe<Scalars['DateTime']['input']>;
};

/** CANCELLED is reached through cancelFlight alone. */
export type UpdateFlightStatusInput = {
  flightId: Scalars['ID']['input'];
  status: FlightStatus;
  departure?: InputMaybe<StationUpdate>;
  arrival?: InputMaybe<StationUpdate>;
  reason?: InputMaybe<Scalars['String']['input']>;
  idempotencyKey: Scalars['ID']['input'];
};

/** Back to an earlier status than the present one, which was set by mistake; times that only the later one knew go with it. CANCELLED stays: its bookings are cancelled. */
export type CorrectFlightStatusInput = {
  flightId: Scalars['ID']['input'];
  status: FlightStatus;
  reason: Scalars['String']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

export type CancelFlightInput = {
  flightId: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

/** With `through` also the flights that the present aircraft flies after this one, up to that flight: a round trip moves as one. */
export type AssignAircraftInput = {
  flightId: Scalars['ID']['input'];
  aircraftId: Scalars['ID']['input'];
  through?: InputMaybe<Scalars['ID']['input']>;
  idempotencyKey: Scalars['ID']['input'];
};

export type ScheduleMaintenanceInput = {
  aircraftId: Scalars['ID']['input'];
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
  reason: Scalars['String']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

export type SetFaresInput = {
  flightId: Scalars['ID']['input'];
  fares: Array<FareInput>;
  idempotencyKey: Scalars['ID']['input'];
};

/** The aircraft is flying or in maintenance then, or is elsewhere */
export type AircraftUnavailable = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
  conflictsWith: Array<Scalars['ID']['output']>;
};

/** The wall time does not exist, or exists twice, on these dates in that zone */
export type AmbiguousLocalTime = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
  dates: Array<Scalars['LocalDate']['output']>;
};

export type CreateSeatLayoutResult = SeatLayout | InvalidInput | IdempotencyConflict;

export type CreateAircraftResult = Aircraft | InvalidInput | NotFound | IdempotencyConflict;

export type CreateAirportResult = Airport | InvalidInput | IdempotencyConflict;

export type AirportChangeResult = Airport | InvalidInput | NotFound | WrongState | IdempotencyConflict;

export type CreateAirlineResult = Airline | InvalidInput | IdempotencyConflict;

export type AirlineChangeResult = Airline | InvalidInput | NotFound | WrongState | IdempotencyConflict;

export type SeatLayoutChangeResult = SeatLayout | NotFound | WrongState | IdempotencyConflict | InvalidInput;

export type ScheduleFlightResult = Flight | InvalidInput | NotFound | AircraftUnavailable | AmbiguousLocalTime | IdempotencyConflict;

export type CreateScheduleResult = ScheduleCreated | InvalidInput | NotFound | AmbiguousLocalTime | IdempotencyConflict;

export type ScheduleEdge = {
  cursor: Scalars['String']['output'];
  node: Schedule;
};

export type ScheduleConnection = {
  edges: Array<ScheduleEdge>;
  nodes: Array<Schedule>;
  pageInfo: PageInfo;
};

export type ScheduleCreated = {
  schedule: Schedule;
  flightsPublished: Scalars['Int']['output'];
};

export type ScheduleChanged = {
  schedule: Schedule;
  flightsPublished: Scalars['Int']['output'];
  flightsChanged: Scalars['Int']['output'];
  flightsWithdrawn: Scalars['Int']['output'];
  undecided: Array<Flight>;
};

export type UpdateScheduleResult = ScheduleChanged | InvalidInput | NotFound | WrongState | AmbiguousLocalTime | IdempotencyConflict;

export type RescheduleFlightResult = Flight | InvalidInput | NotFound | WrongState | AircraftUnavailable | AmbiguousLocalTime | IdempotencyConflict;

export type FlightChangeResult = Flight | InvalidInput | NotFound | WrongState | AircraftUnavailable | IdempotencyConflict;

export type Mutation = {
  createAirline: CreateAirlineResult;
  updateAirline: AirlineChangeResult;
  retireAirline: AirlineChangeResult;
  createAirport: CreateAirportResult;
  updateAirport: AirportChangeResult;
  retireAirport: AirportChangeResult;
  createSeatLayout: CreateSeatLayoutResult;
  retireSeatLayout: SeatLayoutChangeResult;
  createAircraft: CreateAircraftResult;
  updateAircraft: AircraftChangeResult;
  /** AircraftUnavailable while it has flights ahead */
  retireAircraft: AircraftChangeResult;
  scheduleMaintenance: AircraftChangeResult;
  cancelMaintenance: AircraftChangeResult;
  scheduleFlight: ScheduleFlightResult;
  createSchedule: CreateScheduleResult;
  updateSchedule: UpdateScheduleResult;
  rescheduleFlight: RescheduleFlightResult;
  keepFlight: FlightChangeResult;
  setFares: FlightChangeResult;
  assignAircraft: FlightChangeResult;
  updateFlightStatus: FlightChangeResult;
  correctFlightStatus: FlightChangeResult;
  cancelFlight: FlightChangeResult;
};


export type MutationCreateAirlineArgs = {
  input: CreateAirlineInput;
};


export type MutationUpdateAirlineArgs = {
  input: UpdateAirlineInput;
};


export type MutationRetireAirlineArgs = {
  input: RetireInput;
};


export type MutationCreateAirportArgs = {
  input: CreateAirportInput;
};


export type MutationUpdateAirportArgs = {
  input: UpdateAirportInput;
};


export type MutationRetireAirportArgs = {
  input: RetireInput;
};


export type MutationCreateSeatLayoutArgs = {
  input: CreateSeatLayoutInput;
};


export type MutationRetireSeatLayoutArgs = {
  input: RetireInput;
};


export type MutationCreateAircraftArgs = {
  input: CreateAircraftInput;
};


export type MutationUpdateAircraftArgs = {
  input: UpdateAircraftInput;
};


export type MutationRetireAircraftArgs = {
  input: RetireInput;
};


export type MutationScheduleMaintenanceArgs = {
  input: ScheduleMaintenanceInput;
};


export type MutationCancelMaintenanceArgs = {
  input: CancelMaintenanceInput;
};


export type MutationScheduleFlightArgs = {
  input: ScheduleFlightInput;
};


export type MutationCreateScheduleArgs = {
  input: CreateScheduleInput;
};


export type MutationUpdateScheduleArgs = {
  input: UpdateScheduleInput;
};


export type MutationRescheduleFlightArgs = {
  input: RescheduleFlightInput;
};


export type MutationKeepFlightArgs = {
  input: KeepFlightInput;
};


export type MutationSetFaresArgs = {
  input: SetFaresInput;
};


export type MutationAssignAircraftArgs = {
  input: AssignAircraftInput;
};


export type MutationUpdateFlightStatusArgs = {
  input: UpdateFlightStatusInput;
};


export type MutationCorrectFlightStatusArgs = {
  input: CorrectFlightStatusInput;
};


export type MutationCancelFlightArgs = {
  input: CancelFlightInput;
};

export type AircraftChangeResult = Aircraft | InvalidInput | NotFound | WrongState | AircraftUnavailable | IdempotencyConflict;

export type Subscription = {
  /** The flight as it is now, then at every change of status, time or gate */
  flightStatusChanged?: Maybe<Flight>;
};


export type SubscriptionFlightStatusChangedArgs = {
  flightId: Scalars['ID']['input'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Airline: Airline;
  City: City;
  Airport: Airport;
  SeatLayout: SeatLayout;
  Aircraft: Aircraft;
  Flight: Flight;
  Schedule: Schedule;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Airline:
    ( { __typename: 'Airline' }
    & GraphQLRecursivePick<FederationTypes['Airline'], {"code":true}> );
  City:
    ( { __typename: 'City' }
    & GraphQLRecursivePick<FederationTypes['City'], {"id":true}> );
  Airport:
    ( { __typename: 'Airport' }
    & GraphQLRecursivePick<FederationTypes['Airport'], {"code":true}> );
  SeatLayout:
    ( { __typename: 'SeatLayout' }
    & GraphQLRecursivePick<FederationTypes['SeatLayout'], {"id":true}> );
  Aircraft:
    ( { __typename: 'Aircraft' }
    & GraphQLRecursivePick<FederationTypes['Aircraft'], {"id":true}> );
  Flight:
    ( { __typename: 'Flight' }
    & GraphQLRecursivePick<FederationTypes['Flight'], {"id":true}> );
  Schedule:
    ( { __typename: 'Schedule' }
    & GraphQLRecursivePick<FederationTypes['Schedule'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  CreateSeatLayoutResult:
    | ( LayoutRow & { __typename: 'SeatLayout' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  CreateAircraftResult:
    | ( AircraftRow & { __typename: 'Aircraft' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  CreateAirportResult:
    | ( AirportRow & { __typename: 'Airport' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  AirportChangeResult:
    | ( AirportRow & { __typename: 'Airport' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( WrongState & { __typename: 'WrongState' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  CreateAirlineResult:
    | ( AirlineRow & { __typename: 'Airline' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  AirlineChangeResult:
    | ( AirlineRow & { __typename: 'Airline' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( WrongState & { __typename: 'WrongState' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  SeatLayoutChangeResult:
    | ( LayoutRow & { __typename: 'SeatLayout' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( WrongState & { __typename: 'WrongState' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
  ;
  ScheduleFlightResult:
    | ( FlightRow & { __typename: 'Flight' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( AircraftUnavailable & { __typename: 'AircraftUnavailable' } )
    | ( AmbiguousLocalTime & { __typename: 'AmbiguousLocalTime' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  CreateScheduleResult:
    | ( Omit<ScheduleCreated, 'schedule'> & { schedule: _RefType['Schedule'] } & { __typename: 'ScheduleCreated' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( AmbiguousLocalTime & { __typename: 'AmbiguousLocalTime' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  UpdateScheduleResult:
    | ( Omit<ScheduleChanged, 'schedule' | 'undecided'> & { schedule: _RefType['Schedule'], undecided: Array<_RefType['Flight']> } & { __typename: 'ScheduleChanged' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( WrongState & { __typename: 'WrongState' } )
    | ( AmbiguousLocalTime & { __typename: 'AmbiguousLocalTime' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  RescheduleFlightResult:
    | ( FlightRow & { __typename: 'Flight' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( WrongState & { __typename: 'WrongState' } )
    | ( AircraftUnavailable & { __typename: 'AircraftUnavailable' } )
    | ( AmbiguousLocalTime & { __typename: 'AmbiguousLocalTime' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  FlightChangeResult:
    | ( FlightRow & { __typename: 'Flight' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( WrongState & { __typename: 'WrongState' } )
    | ( AircraftUnavailable & { __typename: 'AircraftUnavailable' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  AircraftChangeResult:
    | ( AircraftRow & { __typename: 'Aircraft' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( WrongState & { __typename: 'WrongState' } )
    | ( AircraftUnavailable & { __typename: 'AircraftUnavailable' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Problem:
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( WrongState & { __typename: 'WrongState' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
    | ( AircraftUnavailable & { __typename: 'AircraftUnavailable' } )
    | ( AmbiguousLocalTime & { __typename: 'AmbiguousLocalTime' } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Role: Role;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  LocalDate: ResolverTypeWrapper<Scalars['LocalDate']['output']>;
  Duration: ResolverTypeWrapper<Scalars['Duration']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  Currency: ResolverTypeWrapper<Scalars['Currency']['output']>;
  Money: ResolverTypeWrapper<Money>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Problem: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Problem']>;
  InvalidInput: ResolverTypeWrapper<InvalidInput>;
  NotFound: ResolverTypeWrapper<NotFound>;
  WrongState: ResolverTypeWrapper<WrongState>;
  IdempotencyConflict: ResolverTypeWrapper<IdempotencyConflict>;
  CabinClass: CabinClass;
  SeatPosition: SeatPosition;
  SeatFeature: SeatFeature;
  CabinLayout: ResolverTypeWrapper<CabinLayout>;
  FlightStatus: FlightStatus;
  Airline: ResolverTypeWrapper<AirlineRow>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  City: ResolverTypeWrapper<CityRow>;
  Airport: ResolverTypeWrapper<AirportRow>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  SeatLayout: ResolverTypeWrapper<LayoutRow>;
  MaintenanceWindow: ResolverTypeWrapper<MaintenanceRow>;
  Aircraft: ResolverTypeWrapper<AircraftRow>;
  Station: ResolverTypeWrapper<Omit<Station, 'airport'> & { airport: ResolversTypes['Airport'] }>;
  Fare: ResolverTypeWrapper<Fare>;
  Flight: ResolverTypeWrapper<FlightRow>;
  FlightEdge: ResolverTypeWrapper<Omit<FlightEdge, 'node'> & { node: ResolversTypes['Flight'] }>;
  FlightConnection: ResolverTypeWrapper<Omit<FlightConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['FlightEdge']>, nodes: Array<ResolversTypes['Flight']> }>;
  Schedule: ResolverTypeWrapper<ScheduleRow>;
  Itinerary: ResolverTypeWrapper<PricedJourney>;
  Layover: ResolverTypeWrapper<LayoverRow>;
  ItineraryEdge: ResolverTypeWrapper<Omit<ItineraryEdge, 'node'> & { node: ResolversTypes['Itinerary'] }>;
  ItineraryConnection: ResolverTypeWrapper<Omit<ItineraryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ItineraryEdge']>, nodes: Array<ResolversTypes['Itinerary']> }>;
  ItinerarySort: ItinerarySort;
  FlightSearch: FlightSearch;
  DatePrice: ResolverTypeWrapper<DatePrice>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  CabinLayoutInput: CabinLayoutInput;
  SeatFeatureInput: SeatFeatureInput;
  CreateSeatLayoutInput: CreateSeatLayoutInput;
  CreateAircraftInput: CreateAircraftInput;
  CreateAirportInput: CreateAirportInput;
  UpdateAirportInput: UpdateAirportInput;
  CreateAirlineInput: CreateAirlineInput;
  UpdateAirlineInput: UpdateAirlineInput;
  UpdateAircraftInput: UpdateAircraftInput;
  RetireInput: RetireInput;
  CancelMaintenanceInput: CancelMaintenanceInput;
  FareInput: FareInput;
  SeatSurchargeInput: SeatSurchargeInput;
  ScheduleFlightInput: ScheduleFlightInput;
  CreateScheduleInput: CreateScheduleInput;
  UpdateScheduleInput: UpdateScheduleInput;
  RescheduleFlightInput: RescheduleFlightInput;
  KeepFlightInput: KeepFlightInput;
  StationUpdate: StationUpdate;
  UpdateFlightStatusInput: UpdateFlightStatusInput;
  CorrectFlightStatusInput: CorrectFlightStatusInput;
  CancelFlightInput: CancelFlightInput;
  AssignAircraftInput: AssignAircraftInput;
  ScheduleMaintenanceInput: ScheduleMaintenanceInput;
  SetFaresInput: SetFaresInput;
  AircraftUnavailable: ResolverTypeWrapper<AircraftUnavailable>;
  AmbiguousLocalTime: ResolverTypeWrapper<AmbiguousLocalTime>;
  CreateSeatLayoutResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CreateSeatLayoutResult']>;
  CreateAircraftResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CreateAircraftResult']>;
  CreateAirportResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CreateAirportResult']>;
  AirportChangeResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AirportChangeResult']>;
  CreateAirlineResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CreateAirlineResult']>;
  AirlineChangeResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AirlineChangeResult']>;
  SeatLayoutChangeResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SeatLayoutChangeResult']>;
  ScheduleFlightResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ScheduleFlightResult']>;
  CreateScheduleResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CreateScheduleResult']>;
  ScheduleEdge: ResolverTypeWrapper<Omit<ScheduleEdge, 'node'> & { node: ResolversTypes['Schedule'] }>;
  ScheduleConnection: ResolverTypeWrapper<Omit<ScheduleConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ScheduleEdge']>, nodes: Array<ResolversTypes['Schedule']> }>;
  ScheduleCreated: ResolverTypeWrapper<Omit<ScheduleCreated, 'schedule'> & { schedule: ResolversTypes['Schedule'] }>;
  ScheduleChanged: ResolverTypeWrapper<Omit<ScheduleChanged, 'schedule' | 'undecided'> & { schedule: ResolversTypes['Schedule'], undecided: Array<ResolversTypes['Flight']> }>;
  UpdateScheduleResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['UpdateScheduleResult']>;
  RescheduleFlightResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RescheduleFlightResult']>;
  FlightChangeResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['FlightChangeResult']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  AircraftChangeResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AircraftChangeResult']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  LocalDate: Scalars['LocalDate']['output'];
  Duration: Scalars['Duration']['output'];
  Decimal: Scalars['Decimal']['output'];
  Currency: Scalars['Currency']['output'];
  Money: Money;
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  Problem: ResolversInterfaceTypes<ResolversParentTypes>['Problem'];
  InvalidInput: InvalidInput;
  NotFound: NotFound;
  WrongState: WrongState;
  IdempotencyConflict: IdempotencyConflict;
  CabinLayout: CabinLayout;
  Airline: AirlineRow;
  ID: Scalars['ID']['output'];
  City: CityRow;
  Airport: AirportRow;
  Float: Scalars['Float']['output'];
  SeatLayout: LayoutRow;
  MaintenanceWindow: MaintenanceRow;
  Aircraft: AircraftRow;
  Station: Omit<Station, 'airport'> & { airport: ResolversParentTypes['Airport'] };
  Fare: Fare;
  Flight: FlightRow;
  FlightEdge: Omit<FlightEdge, 'node'> & { node: ResolversParentTypes['Flight'] };
  FlightConnection: Omit<FlightConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['FlightEdge']>, nodes: Array<ResolversParentTypes['Flight']> };
  Schedule: ScheduleRow;
  Itinerary: PricedJourney;
  Layover: LayoverRow;
  ItineraryEdge: Omit<ItineraryEdge, 'node'> & { node: ResolversParentTypes['Itinerary'] };
  ItineraryConnection: Omit<ItineraryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ItineraryEdge']>, nodes: Array<ResolversParentTypes['Itinerary']> };
  FlightSearch: FlightSearch;
  DatePrice: DatePrice;
  Query: Record<PropertyKey, never>;
  CabinLayoutInput: CabinLayoutInput;
  SeatFeatureInput: SeatFeatureInput;
  CreateSeatLayoutInput: CreateSeatLayoutInput;
  CreateAircraftInput: CreateAircraftInput;
  CreateAirportInput: CreateAirportInput;
  UpdateAirportInput: UpdateAirportInput;
  CreateAirlineInput: CreateAirlineInput;
  UpdateAirlineInput: UpdateAirlineInput;
  UpdateAircraftInput: UpdateAircraftInput;
  RetireInput: RetireInput;
  CancelMaintenanceInput: CancelMaintenanceInput;
  FareInput: FareInput;
  SeatSurchargeInput: SeatSurchargeInput;
  ScheduleFlightInput: ScheduleFlightInput;
  CreateScheduleInput: CreateScheduleInput;
  UpdateScheduleInput: UpdateScheduleInput;
  RescheduleFlightInput: RescheduleFlightInput;
  KeepFlightInput: KeepFlightInput;
  StationUpdate: StationUpdate;
  UpdateFlightStatusInput: UpdateFlightStatusInput;
  CorrectFlightStatusInput: CorrectFlightStatusInput;
  CancelFlightInput: CancelFlightInput;
  AssignAircraftInput: AssignAircraftInput;
  ScheduleMaintenanceInput: ScheduleMaintenanceInput;
  SetFaresInput: SetFaresInput;
  AircraftUnavailable: AircraftUnavailable;
  AmbiguousLocalTime: AmbiguousLocalTime;
  CreateSeatLayoutResult: ResolversUnionTypes<ResolversParentTypes>['CreateSeatLayoutResult'];
  CreateAircraftResult: ResolversUnionTypes<ResolversParentTypes>['CreateAircraftResult'];
  CreateAirportResult: ResolversUnionTypes<ResolversParentTypes>['CreateAirportResult'];
  AirportChangeResult: ResolversUnionTypes<ResolversParentTypes>['AirportChangeResult'];
  CreateAirlineResult: ResolversUnionTypes<ResolversParentTypes>['CreateAirlineResult'];
  AirlineChangeResult: ResolversUnionTypes<ResolversParentTypes>['AirlineChangeResult'];
  SeatLayoutChangeResult: ResolversUnionTypes<ResolversParentTypes>['SeatLayoutChangeResult'];
  ScheduleFlightResult: ResolversUnionTypes<ResolversParentTypes>['ScheduleFlightResult'];
  CreateScheduleResult: ResolversUnionTypes<ResolversParentTypes>['CreateScheduleResult'];
  ScheduleEdge: Omit<ScheduleEdge, 'node'> & { node: ResolversParentTypes['Schedule'] };
  ScheduleConnection: Omit<ScheduleConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ScheduleEdge']>, nodes: Array<ResolversParentTypes['Schedule']> };
  ScheduleCreated: Omit<ScheduleCreated, 'schedule'> & { schedule: ResolversParentTypes['Schedule'] };
  ScheduleChanged: Omit<ScheduleChanged, 'schedule' | 'undecided'> & { schedule: ResolversParentTypes['Schedule'], undecided: Array<ResolversParentTypes['Flight']> };
  UpdateScheduleResult: ResolversUnionTypes<ResolversParentTypes>['UpdateScheduleResult'];
  RescheduleFlightResult: ResolversUnionTypes<ResolversParentTypes>['RescheduleFlightResult'];
  FlightChangeResult: ResolversUnionTypes<ResolversParentTypes>['FlightChangeResult'];
  Mutation: Record<PropertyKey, never>;
  AircraftChangeResult: ResolversUnionTypes<ResolversParentTypes>['AircraftChangeResult'];
  Subscription: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
};

export type AuthDirectiveArgs = {
  role?: Role;
};

export type AuthDirectiveResolver<Result, Parent, ContextType = Context, Args = AuthDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RateLimitDirectiveArgs = {
  max: Scalars['Int']['input'];
  window: Scalars['String']['input'];
  identityArgs?: Maybe<Array<Scalars['String']['input']>>;
};

export type RateLimitDirectiveResolver<Result, Parent, ContextType = Context, Args = RateLimitDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ViewerDirectiveArgs = { };

export type ViewerDirectiveResolver<Result, Parent, ContextType = Context, Args = ViewerDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type SnapshotDirectiveArgs = {
  version?: Scalars['String']['input'];
  full?: Scalars['String']['input'];
};

export type SnapshotDirectiveResolver<Result, Parent, ContextType = Context, Args = SnapshotDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type StateDirectiveArgs = { };

export type StateDirectiveResolver<Result, Parent, ContextType = Context, Args = StateDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface LocalDateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['LocalDate'], any> {
  name: 'LocalDate';
}

export interface DurationScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Duration'], any> {
  name: 'Duration';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export interface CurrencyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Currency'], any> {
  name: 'Currency';
}

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  __resolveType?: TypeResolveFn<'InvalidInput' | 'NotFound' | 'WrongState' | 'IdempotencyConflict' | 'AircraftUnavailable' | 'AmbiguousLocalTime', ParentType, ContextType>;
};

export type InvalidInputResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NotFound'] = ResolversParentTypes['NotFound']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WrongStateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WrongState'] = ResolversParentTypes['WrongState']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IdempotencyConflictResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IdempotencyConflict'] = ResolversParentTypes['IdempotencyConflict']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CabinLayoutResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CabinLayout'] = ResolversParentTypes['CabinLayout']> = {
  cabin?: Resolver<ResolversTypes['CabinClass'], ParentType, ContextType>;
  firstRow?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lastRow?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  columns?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  aisleAfter?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AirlineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Airline'] = ResolversParentTypes['Airline'], FederationReferenceType extends FederationReferenceTypes['Airline'] = FederationReferenceTypes['Airline']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Airline']> | FederationReferenceType, FederationReferenceType, ContextType>;
  code?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retiredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['City'] = ResolversParentTypes['City'], FederationReferenceType extends FederationReferenceTypes['City'] = FederationReferenceTypes['City']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['City']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  countryCode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  airports?: Resolver<Array<ResolversTypes['Airport']>, ParentType, ContextType>;
};

export type AirportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Airport'] = ResolversParentTypes['Airport'], FederationReferenceType extends FederationReferenceTypes['Airport'] = FederationReferenceTypes['Airport']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Airport']> | FederationReferenceType, FederationReferenceType, ContextType>;
  code?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  city?: Resolver<ResolversTypes['City'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  latitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  longitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  minConnection?: Resolver<ResolversTypes['Duration'], ParentType, ContextType>;
  retiredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SeatLayoutResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SeatLayout'] = ResolversParentTypes['SeatLayout'], FederationReferenceType extends FederationReferenceTypes['SeatLayout'] = FederationReferenceTypes['SeatLayout']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['SeatLayout']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cabins?: Resolver<Array<ResolversTypes['CabinLayout']>, ParentType, ContextType>;
  seatCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  retiredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MaintenanceWindowResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MaintenanceWindow'] = ResolversParentTypes['MaintenanceWindow']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AircraftResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Aircraft'] = ResolversParentTypes['Aircraft'], FederationReferenceType extends FederationReferenceTypes['Aircraft'] = FederationReferenceTypes['Aircraft']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Aircraft']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  registration?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  typeCode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  layout?: Resolver<ResolversTypes['SeatLayout'], ParentType, ContextType>;
  maintenance?: Resolver<Array<ResolversTypes['MaintenanceWindow']>, ParentType, ContextType>;
  flights?: Resolver<Array<ResolversTypes['Flight']>, ParentType, ContextType, RequireFields<AircraftFlightsArgs, 'from' | 'to'>>;
  retiredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Station'] = ResolversParentTypes['Station']> = {
  airport?: Resolver<ResolversTypes['Airport'], ParentType, ContextType>;
  terminal?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  scheduled?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  estimated?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  actual?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type FareResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Fare'] = ResolversParentTypes['Fare']> = {
  cabin?: Resolver<ResolversTypes['CabinClass'], ParentType, ContextType>;
  base?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  taxes?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  refundable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  cancelFee?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  changeFee?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type FlightResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Flight'] = ResolversParentTypes['Flight'], FederationReferenceType extends FederationReferenceTypes['Flight'] = FederationReferenceTypes['Flight']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Flight']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  airline?: Resolver<ResolversTypes['Airline'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['FlightStatus'], ParentType, ContextType>;
  departure?: Resolver<ResolversTypes['Station'], ParentType, ContextType>;
  arrival?: Resolver<ResolversTypes['Station'], ParentType, ContextType>;
  duration?: Resolver<ResolversTypes['Duration'], ParentType, ContextType>;
  distanceKm?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  aircraft?: Resolver<Maybe<ResolversTypes['Aircraft']>, ParentType, ContextType>;
  fares?: Resolver<Array<ResolversTypes['Fare']>, ParentType, ContextType>;
  salesCloseAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  statusReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  schedule?: Resolver<Maybe<ResolversTypes['Schedule']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FlightEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FlightEdge'] = ResolversParentTypes['FlightEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Flight'], ParentType, ContextType>;
};

export type FlightConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FlightConnection'] = ResolversParentTypes['FlightConnection']> = {
  edges?: Resolver<Array<ResolversTypes['FlightEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Flight']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ScheduleResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Schedule'] = ResolversParentTypes['Schedule'], FederationReferenceType extends FederationReferenceTypes['Schedule'] = FederationReferenceTypes['Schedule']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Schedule']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  airline?: Resolver<ResolversTypes['Airline'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  origin?: Resolver<ResolversTypes['Airport'], ParentType, ContextType>;
  destination?: Resolver<ResolversTypes['Airport'], ParentType, ContextType>;
  departureTime?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  daysOfWeek?: Resolver<Array<ResolversTypes['Int']>, ParentType, ContextType>;
  validFrom?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
  validTo?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
  duration?: Resolver<ResolversTypes['Duration'], ParentType, ContextType>;
  layout?: Resolver<ResolversTypes['SeatLayout'], ParentType, ContextType>;
  undecided?: Resolver<Array<ResolversTypes['Flight']>, ParentType, ContextType>;
};

export type ItineraryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Itinerary'] = ResolversParentTypes['Itinerary']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  flights?: Resolver<Array<ResolversTypes['Flight']>, ParentType, ContextType>;
  stops?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  departsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  arrivesAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  duration?: Resolver<ResolversTypes['Duration'], ParentType, ContextType>;
  layovers?: Resolver<Array<ResolversTypes['Layover']>, ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type LayoverResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Layover'] = ResolversParentTypes['Layover']> = {
  airport?: Resolver<ResolversTypes['Airport'], ParentType, ContextType>;
  duration?: Resolver<ResolversTypes['Duration'], ParentType, ContextType>;
  overnight?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  terminalChange?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type ItineraryEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItineraryEdge'] = ResolversParentTypes['ItineraryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Itinerary'], ParentType, ContextType>;
};

export type ItineraryConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItineraryConnection'] = ResolversParentTypes['ItineraryConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ItineraryEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Itinerary']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DatePriceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DatePrice'] = ResolversParentTypes['DatePrice']> = {
  date?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  searchFlights?: Resolver<ResolversTypes['ItineraryConnection'], ParentType, ContextType, RequireFields<QuerySearchFlightsArgs, 'search' | 'sort' | 'first'>>;
  priceCalendar?: Resolver<Array<ResolversTypes['DatePrice']>, ParentType, ContextType, RequireFields<QueryPriceCalendarArgs, 'origin' | 'destination' | 'from' | 'to' | 'cabin'>>;
  flight?: Resolver<Maybe<ResolversTypes['Flight']>, ParentType, ContextType, RequireFields<QueryFlightArgs, 'id'>>;
  schedule?: Resolver<Maybe<ResolversTypes['Schedule']>, ParentType, ContextType, RequireFields<QueryScheduleArgs, 'id'>>;
  airport?: Resolver<Maybe<ResolversTypes['Airport']>, ParentType, ContextType, RequireFields<QueryAirportArgs, 'code'>>;
  airports?: Resolver<Array<ResolversTypes['Airport']>, ParentType, ContextType, RequireFields<QueryAirportsArgs, 'query' | 'first'>>;
  airlines?: Resolver<Array<ResolversTypes['Airline']>, ParentType, ContextType>;
  flights?: Resolver<ResolversTypes['FlightConnection'], ParentType, ContextType, RequireFields<QueryFlightsArgs, 'first'>>;
  aircraft?: Resolver<Maybe<ResolversTypes['Aircraft']>, ParentType, ContextType, RequireFields<QueryAircraftArgs, 'registration'>>;
  fleet?: Resolver<Array<ResolversTypes['Aircraft']>, ParentType, ContextType>;
  seatLayouts?: Resolver<Array<ResolversTypes['SeatLayout']>, ParentType, ContextType>;
  schedules?: Resolver<ResolversTypes['ScheduleConnection'], ParentType, ContextType, RequireFields<QuerySchedulesArgs, 'first'>>;
};

export type AircraftUnavailableResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AircraftUnavailable'] = ResolversParentTypes['AircraftUnavailable']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  conflictsWith?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AmbiguousLocalTimeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AmbiguousLocalTime'] = ResolversParentTypes['AmbiguousLocalTime']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  dates?: Resolver<Array<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CreateSeatLayoutResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateSeatLayoutResult'] = ResolversParentTypes['CreateSeatLayoutResult']> = {
  __resolveType?: TypeResolveFn<'SeatLayout' | 'InvalidInput' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type CreateAircraftResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateAircraftResult'] = ResolversParentTypes['CreateAircraftResult']> = {
  __resolveType?: TypeResolveFn<'Aircraft' | 'InvalidInput' | 'NotFound' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type CreateAirportResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateAirportResult'] = ResolversParentTypes['CreateAirportResult']> = {
  __resolveType?: TypeResolveFn<'Airport' | 'InvalidInput' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type AirportChangeResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AirportChangeResult'] = ResolversParentTypes['AirportChangeResult']> = {
  __resolveType?: TypeResolveFn<'Airport' | 'InvalidInput' | 'NotFound' | 'WrongState' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type CreateAirlineResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateAirlineResult'] = ResolversParentTypes['CreateAirlineResult']> = {
  __resolveType?: TypeResolveFn<'Airline' | 'InvalidInput' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type AirlineChangeResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AirlineChangeResult'] = ResolversParentTypes['AirlineChangeResult']> = {
  __resolveType?: TypeResolveFn<'Airline' | 'InvalidInput' | 'NotFound' | 'WrongState' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type SeatLayoutChangeResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SeatLayoutChangeResult'] = ResolversParentTypes['SeatLayoutChangeResult']> = {
  __resolveType?: TypeResolveFn<'SeatLayout' | 'NotFound' | 'WrongState' | 'IdempotencyConflict' | 'InvalidInput', ParentType, ContextType>;
};

export type ScheduleFlightResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ScheduleFlightResult'] = ResolversParentTypes['ScheduleFlightResult']> = {
  __resolveType?: TypeResolveFn<'Flight' | 'InvalidInput' | 'NotFound' | 'AircraftUnavailable' | 'AmbiguousLocalTime' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type CreateScheduleResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateScheduleResult'] = ResolversParentTypes['CreateScheduleResult']> = {
  __resolveType?: TypeResolveFn<'ScheduleCreated' | 'InvalidInput' | 'NotFound' | 'AmbiguousLocalTime' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type ScheduleEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ScheduleEdge'] = ResolversParentTypes['ScheduleEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Schedule'], ParentType, ContextType>;
};

export type ScheduleConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ScheduleConnection'] = ResolversParentTypes['ScheduleConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ScheduleEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Schedule']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ScheduleCreatedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ScheduleCreated'] = ResolversParentTypes['ScheduleCreated']> = {
  schedule?: Resolver<ResolversTypes['Schedule'], ParentType, ContextType>;
  flightsPublished?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ScheduleChangedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ScheduleChanged'] = ResolversParentTypes['ScheduleChanged']> = {
  schedule?: Resolver<ResolversTypes['Schedule'], ParentType, ContextType>;
  flightsPublished?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  flightsChanged?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  flightsWithdrawn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  undecided?: Resolver<Array<ResolversTypes['Flight']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UpdateScheduleResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateScheduleResult'] = ResolversParentTypes['UpdateScheduleResult']> = {
  __resolveType?: TypeResolveFn<'ScheduleChanged' | 'InvalidInput' | 'NotFound' | 'WrongState' | 'AmbiguousLocalTime' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type RescheduleFlightResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RescheduleFlightResult'] = ResolversParentTypes['RescheduleFlightResult']> = {
  __resolveType?: TypeResolveFn<'Flight' | 'InvalidInput' | 'NotFound' | 'WrongState' | 'AircraftUnavailable' | 'AmbiguousLocalTime' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type FlightChangeResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FlightChangeResult'] = ResolversParentTypes['FlightChangeResult']> = {
  __resolveType?: TypeResolveFn<'Flight' | 'InvalidInput' | 'NotFound' | 'WrongState' | 'AircraftUnavailable' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createAirline?: Resolver<ResolversTypes['CreateAirlineResult'], ParentType, ContextType, RequireFields<MutationCreateAirlineArgs, 'input'>>;
  updateAirline?: Resolver<ResolversTypes['AirlineChangeResult'], ParentType, ContextType, RequireFields<MutationUpdateAirlineArgs, 'input'>>;
  retireAirline?: Resolver<ResolversTypes['AirlineChangeResult'], ParentType, ContextType, RequireFields<MutationRetireAirlineArgs, 'input'>>;
  createAirport?: Resolver<ResolversTypes['CreateAirportResult'], ParentType, ContextType, RequireFields<MutationCreateAirportArgs, 'input'>>;
  updateAirport?: Resolver<ResolversTypes['AirportChangeResult'], ParentType, ContextType, RequireFields<MutationUpdateAirportArgs, 'input'>>;
  retireAirport?: Resolver<ResolversTypes['AirportChangeResult'], ParentType, ContextType, RequireFields<MutationRetireAirportArgs, 'input'>>;
  createSeatLayout?: Resolver<ResolversTypes['CreateSeatLayoutResult'], ParentType, ContextType, RequireFields<MutationCreateSeatLayoutArgs, 'input'>>;
  retireSeatLayout?: Resolver<ResolversTypes['SeatLayoutChangeResult'], ParentType, ContextType, RequireFields<MutationRetireSeatLayoutArgs, 'input'>>;
  createAircraft?: Resolver<ResolversTypes['CreateAircraftResult'], ParentType, ContextType, RequireFields<MutationCreateAircraftArgs, 'input'>>;
  updateAircraft?: Resolver<ResolversTypes['AircraftChangeResult'], ParentType, ContextType, RequireFields<MutationUpdateAircraftArgs, 'input'>>;
  retireAircraft?: Resolver<ResolversTypes['AircraftChangeResult'], ParentType, ContextType, RequireFields<MutationRetireAircraftArgs, 'input'>>;
  scheduleMaintenance?: Resolver<ResolversTypes['AircraftChangeResult'], ParentType, ContextType, RequireFields<MutationScheduleMaintenanceArgs, 'input'>>;
  cancelMaintenance?: Resolver<ResolversTypes['AircraftChangeResult'], ParentType, ContextType, RequireFields<MutationCancelMaintenanceArgs, 'input'>>;
  scheduleFlight?: Resolver<ResolversTypes['ScheduleFlightResult'], ParentType, ContextType, RequireFields<MutationScheduleFlightArgs, 'input'>>;
  createSchedule?: Resolver<ResolversTypes['CreateScheduleResult'], ParentType, ContextType, RequireFields<MutationCreateScheduleArgs, 'input'>>;
  updateSchedule?: Resolver<ResolversTypes['UpdateScheduleResult'], ParentType, ContextType, RequireFields<MutationUpdateScheduleArgs, 'input'>>;
  rescheduleFlight?: Resolver<ResolversTypes['RescheduleFlightResult'], ParentType, ContextType, RequireFields<MutationRescheduleFlightArgs, 'input'>>;
  keepFlight?: Resolver<ResolversTypes['FlightChangeResult'], ParentType, ContextType, RequireFields<MutationKeepFlightArgs, 'input'>>;
  setFares?: Resolver<ResolversTypes['FlightChangeResult'], ParentType, ContextType, RequireFields<MutationSetFaresArgs, 'input'>>;
  assignAircraft?: Resolver<ResolversTypes['FlightChangeResult'], ParentType, ContextType, RequireFields<MutationAssignAircraftArgs, 'input'>>;
  updateFlightStatus?: Resolver<ResolversTypes['FlightChangeResult'], ParentType, ContextType, RequireFields<MutationUpdateFlightStatusArgs, 'input'>>;
  correctFlightStatus?: Resolver<ResolversTypes['FlightChangeResult'], ParentType, ContextType, RequireFields<MutationCorrectFlightStatusArgs, 'input'>>;
  cancelFlight?: Resolver<ResolversTypes['FlightChangeResult'], ParentType, ContextType, RequireFields<MutationCancelFlightArgs, 'input'>>;
};

export type AircraftChangeResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AircraftChangeResult'] = ResolversParentTypes['AircraftChangeResult']> = {
  __resolveType?: TypeResolveFn<'Aircraft' | 'InvalidInput' | 'NotFound' | 'WrongState' | 'AircraftUnavailable' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  flightStatusChanged?: SubscriptionResolver<Maybe<ResolversTypes['Flight']>, "flightStatusChanged", ParentType, ContextType, RequireFields<SubscriptionFlightStatusChangedArgs, 'flightId'>>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  LocalDate?: GraphQLScalarType;
  Duration?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  Currency?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  NotFound?: NotFoundResolvers<ContextType>;
  WrongState?: WrongStateResolvers<ContextType>;
  IdempotencyConflict?: IdempotencyConflictResolvers<ContextType>;
  CabinLayout?: CabinLayoutResolvers<ContextType>;
  Airline?: AirlineResolvers<ContextType>;
  City?: CityResolvers<ContextType>;
  Airport?: AirportResolvers<ContextType>;
  SeatLayout?: SeatLayoutResolvers<ContextType>;
  MaintenanceWindow?: MaintenanceWindowResolvers<ContextType>;
  Aircraft?: AircraftResolvers<ContextType>;
  Station?: StationResolvers<ContextType>;
  Fare?: FareResolvers<ContextType>;
  Flight?: FlightResolvers<ContextType>;
  FlightEdge?: FlightEdgeResolvers<ContextType>;
  FlightConnection?: FlightConnectionResolvers<ContextType>;
  Schedule?: ScheduleResolvers<ContextType>;
  Itinerary?: ItineraryResolvers<ContextType>;
  Layover?: LayoverResolvers<ContextType>;
  ItineraryEdge?: ItineraryEdgeResolvers<ContextType>;
  ItineraryConnection?: ItineraryConnectionResolvers<ContextType>;
  DatePrice?: DatePriceResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  AircraftUnavailable?: AircraftUnavailableResolvers<ContextType>;
  AmbiguousLocalTime?: AmbiguousLocalTimeResolvers<ContextType>;
  CreateSeatLayoutResult?: CreateSeatLayoutResultResolvers<ContextType>;
  CreateAircraftResult?: CreateAircraftResultResolvers<ContextType>;
  CreateAirportResult?: CreateAirportResultResolvers<ContextType>;
  AirportChangeResult?: AirportChangeResultResolvers<ContextType>;
  CreateAirlineResult?: CreateAirlineResultResolvers<ContextType>;
  AirlineChangeResult?: AirlineChangeResultResolvers<ContextType>;
  SeatLayoutChangeResult?: SeatLayoutChangeResultResolvers<ContextType>;
  ScheduleFlightResult?: ScheduleFlightResultResolvers<ContextType>;
  CreateScheduleResult?: CreateScheduleResultResolvers<ContextType>;
  ScheduleEdge?: ScheduleEdgeResolvers<ContextType>;
  ScheduleConnection?: ScheduleConnectionResolvers<ContextType>;
  ScheduleCreated?: ScheduleCreatedResolvers<ContextType>;
  ScheduleChanged?: ScheduleChangedResolvers<ContextType>;
  UpdateScheduleResult?: UpdateScheduleResultResolvers<ContextType>;
  RescheduleFlightResult?: RescheduleFlightResultResolvers<ContextType>;
  FlightChangeResult?: FlightChangeResultResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  AircraftChangeResult?: AircraftChangeResultResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  auth?: AuthDirectiveResolver<any, any, ContextType>;
  rateLimit?: RateLimitDirectiveResolver<any, any, ContextType>;
  viewer?: ViewerDirectiveResolver<any, any, ContextType>;
  snapshot?: SnapshotDirectiveResolver<any, any, ContextType>;
  state?: StateDirectiveResolver<any, any, ContextType>;
};

