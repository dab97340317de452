/** Schemas of small supergraphs, each of what planners and engines get wrong, by subgraph. */
export const SMALL_SCHEMAS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'interfaces, unions and an interface object': {
    animals: `
      interface Animal @key(fields: "id") { id: ID! name: String friends(first: Int = 2): [Animal] home: Place mood: Mood }
      type Cat implements Animal @key(fields: "id") {
        id: ID! name: String friends(first: Int = 2): [Animal] home: Place mood: Mood lives: Int! size: Size
      }
      type Dog implements Animal @key(fields: "id") {
        id: ID! name: String friends(first: Int = 2): [Animal] home: Place mood: Mood tricks: [String!] size: Size
      }
      type Size @shareable { height: Int width: Int! }
      union Pet = Cat | Dog | Place
      enum Mood { HAPPY SAD HIDDEN_ONE @inaccessible }
      type Place @key(fields: "id") @key(fields: "town street") { id: ID! town: String! street: String! }
      type Query { animals: [Animal!] pets: [Pet] animal(id: ID!): Animal cat: Cat grid: [[Cat!]!] strict: [[Dog]!]! }
      type Mutation { feed(id: ID!, food: [Food!]): Cat rename(names: [String]): [Animal!]! }
      input Food { kind: Kind! grams: Float = 10 with: Food }
      enum Kind { FISH MEAT }
    `,
    care: `
      type Animal @interfaceObject @key(fields: "id") { id: ID! vet: String chip: Chip keepers: [Keeper!] }
      type Chip @shareable { number: Int! maker: String }
      type Keeper @key(fields: "id") { id: ID! charges: [Animal!]! boss: Keeper }
      type Place @key(fields: "town street") { town: String! street: String! open: Boolean! visitors: [Animal] }
      type Query { clinic: Clinic patients: [Animal!]! }
      type Clinic { patient: Animal place: Place! }
      type Mutation { heal(id: ID!): Animal }
    `,
    food: `
      type Cat @key(fields: "id") {
        id: ID! size: Size @external meal: String @requires(fields: "size { height }") rating: Int! rival: Dog
      }
      type Size @shareable { height: Int width: Int! }
      type Dog @key(fields: "id") { id: ID! meal: String! bones: [[Bone]] }
      type Bone { of: Cat grams: Int! }
      type Keeper @key(fields: "id") { id: ID! lunch: String! }
      type Query { best: Cat menu: [Dish!] }
      union Dish = Bone | Soup
      type Soup { name: String! cook: Keeper }
    `,
  },
  '@requires of lists, of interfaces and of other requirements': {
    depot: `
      type Query { parcels(first: Int): [Parcel!]! parcel(id: ID!): Parcel }
      type Parcel @key(fields: "id") {
        id: ID! weight: Float size(unit: Unit! = METRIC): Float items: [Item!]! legs: [Leg] route: Route from: Station
      }
      type Item @key(fields: "id") { id: ID! price: Int! maker: String }
      type Leg @shareable { km: Int to: String! }
      interface Route { days: Int! }
      type Air implements Route { days: Int! plane: String }
      type Sea implements Route { days: Int! ship: String! }
      type Station @key(fields: "code zone { name }") { code: ID! zone: Zone! }
      type Zone @shareable { name: String! }
      enum Unit { METRIC IMPERIAL }
    `,
    post: `
      type Parcel @key(fields: "id") {
        id: ID!
        weight: Float @external
        items: [Item!]! @external
        legs: [Leg] @external
        route: Route @external
        stamps: String @requires(fields: "weight items { price }")
        distance: String! @requires(fields: "legs { km }")
        label: String @requires(fields: "route { days ... on Air { plane } ... on Sea { ship } }")
        sender: Person
      }
      type Item @key(fields: "id") { id: ID! price: Int! @external duty: String @requires(fields: "price") }
      type Leg @shareable { km: Int to: String! }
      interface Route { days: Int! }
      type Air implements Route { days: Int! @external plane: String @external }
      type Sea implements Route { days: Int! @external ship: String! @external }
      type Person @key(fields: "id") { id: ID! parcels: [Parcel] }
      type Station @key(fields: "code zone { name }") { code: ID! zone: Zone! opens: String people: [Person!]! }
      type Zone @shareable { name: String! }
    `,
    audit: `
      type Parcel @key(fields: "id") {
        id: ID! stamps: String @external label: String @external
        checked: String! @requires(fields: "stamps label")
      }
      type Item @key(fields: "id") { id: ID! duty: String @external taxed: Boolean @requires(fields: "duty") seen: [Parcel!] }
      type Person @key(fields: "id") { id: ID! name: String! }
    `,
  },
  'shared roots, @provides, @override and mutations': {
    left: `
      type Query { both: Pair @shareable list: [Pair!]! @shareable top: [Book] @provides(fields: "title") left: Int }
      type Mutation { addLeft(n: Int!): Pair swap(input: Swap): Boolean }
      type Pair @shareable { a: Int b: String inner: Inner }
      type Inner @shareable { x: Int! y: [Int] }
      type Book @key(fields: "isbn") { isbn: ID! title: String @external pages: Int }
      input Swap { a: Int! b: [Int!] note: String = "none" both: Swap }
    `,
    right: `
      type Query { both: Pair @shareable list: [Pair!]! @shareable shelf: [Book!] right: String! }
      type Mutation { addRight(n: Int!): Pair note(text: String): Book }
      type Pair @shareable { a: Int b: String inner: Inner }
      type Inner @shareable { x: Int! y: [Int] }
      type Book @key(fields: "isbn") { isbn: ID! title: String @shareable pages: Int @override(from: "left") author: Author }
      type Author @key(fields: "name { first last }") { name: Name! books: [Book!]! born: Int }
      type Name @shareable { first: String! last: String! }
    `,
    people: `
      type Author @key(fields: "name { first last }") { name: Name! prizes: [[String!]]! knows: [Author] }
      type Name @shareable { first: String! last: String! }
      type Query { authors: [Author] }
    `,
  },
  'interfaces of interfaces, and fields that types have in different subgraphs': {
    media: `
      interface Node { id: ID! }
      interface Media implements Node { id: ID! title: String }
      type Song implements Media & Node @key(fields: "id") { id: ID! title: String seconds: Int! album: Album }
      type Album implements Node @key(fields: "id") { id: ID! songs(first: Int! = 1): [Song!]! cover: Image }
      type Film implements Media & Node @key(fields: "id") { id: ID! title: String @shareable poster: Image }
      type Image @shareable { url: String! width: Int }
      type Query { node(id: ID!): Node media: [Media] feed: [Post!]! }
      union Post = Song | Film | Note
      type Note { text: String! on: Media }
    `,
    fans: `
      interface Node { id: ID! }
      interface Liked { likes: Int fans: [Fan] }
      type Song implements Liked & Node @key(fields: "id") { id: ID! likes: Int fans: [Fan] }
      type Film implements Liked & Node @key(fields: "id") { id: ID! likes: Int fans: [Fan] title: String @shareable }
      type Fan implements Node @key(fields: "id") { id: ID! favourite: Favourite friends: [[Fan]!] best: Liked }
      union Favourite = Song | Film | Fan
      type Query { fan(id: ID): Fan popular: [Liked!] }
    `,
  },
}
