/** The relay rules of @graphql-eslint, and its recommended ones, for the committed schema. Nothing else is linted. */
import graphql from "@graphql-eslint/eslint-plugin";

const SCHEMA = "../../schema/schema.graphql";

export default [
  {
    files: ["**/*.graphql"],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: SCHEMA } } },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
      // Lists are read forwards: the rule itself allows one direction.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      // Connections have `nodes` beside `edges`, short lists are no connections, and a line of a journal has no id: the
      // rule calls all three optional.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
      // What has an id is a Node; payloads, gates, pages and parts have none.
      "@graphql-eslint/strict-id-in-types": "off",
      // It takes `Member.membershipEvents` for a repetition.
      "@graphql-eslint/no-typename-prefix": "off",
    },
  },
];
